#!/bin/sh
# Import beside other ways to bring the same events into a database, in one run: sqlite3's .import with
# three indexes, DuckDB, sqlite-utils; and beside the floors: sha256sum, and libxml2's bare SAX pass.
#
#   sh tests/bench/rivals.sh BUILD [EVENTS] [ROUNDS] [WORK]
#
# BUILD is a Release build with tests; EVENTS defaults to 2000000, ROUNDS to 3; WORK needs 3 KB an
# event.  Needs sqlite3 and /usr/bin/time.  DuckDB is measured where DUCKDB names a folder in which
# `npm install @duckdb/node-api` was run, sqlite-utils where it is installed.  Each round measures
# everything once, so that what is compared ran within the same minutes; ratios are medians of rounds.
# Prints, asserts nothing.
set -eu
build=$(cd "$1" && pwd)
events=${2:-2000000}
rounds=${3:-3}
work=${4:-$(mktemp -d)}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/measure.sh"
few=$((events / 10)) # for what is slow
mkdir -p "$work"
cd "$work"
: >times.txt

# timed KEY COMMAND ...: measured; the seconds that passed are kept under KEY.
timed() {
    key=$1
    shift
    "$@"
    echo "$key $wall" >>times.txt
}

trailbook() { # FORMAT
    rm -f store.db
    timed "trailbook-$1" measure "trailbook, $1" "$build/trailbook" import --quiet --db store.db --source bench \
        --profile "$here/$1.yaml" "trail.$1"
}

duck() { # FORMAT
    [ -n "${DUCKDB-}" ] || return 0
    rm -f duck.db duck.db.wal
    timed "duckdb-$1" measure "DuckDB, $1" node "$here/duckdb.mjs" "$DUCKDB" "$1" "trail.$1" duck.db
}

utils() {
    command -v sqlite-utils >/dev/null || return 0
    rm -f utils.db
    timed sqlite-utils measure sqlite-utils sh -c 'sqlite-utils insert utils.db event few.csv --csv &&
        sqlite-utils create-index utils.db event ts &&
        sqlite-utils create-index utils.db event license_id ts &&
        sqlite-utils create-index utils.db event device_id ts'
}

# ratio TEXT OTHER OURS [TIMES]: median over the rounds of OTHER's seconds over OURS.
ratio() {
    grep -q "^$2 " times.txt || { echo "$1: skipped"; return 0; }
    awk -v other="$2" -v ours="$3" -v times="${4:-1}" '
        $1 == other {a[++n] = $2 * times} $1 == ours {b[++m] = $2}
        END {for (i = 1; i <= n; i++) print a[i] / b[i]}' times.txt | sort -n |
        awk -v t="$1" '{v[NR] = $1} END {printf "%-58s %6.2f  [%.2f to %.2f]\n", t, v[int((NR + 1) / 2)], v[1], v[NR]}'
}

for format in csv json xml; do
    "$build/tests/trailbook_generate" --format $format --events "$events" >trail.$format
    printf '%-44s %8.1f MB\n' "trail.$format" "$(stat -c %s trail.$format | awk '{print $1 / 1e6}')"
done
head -n $((few + 1)) trail.csv >few.csv
round=0
while [ $round -lt "$rounds" ]; do
    for format in csv json xml; do
        cat trail.$format >/dev/null # all of them read from memory
        trailbook $format
        [ $format = xml ] || duck $format
        [ $format = csv ] && timed sqlite3 plain
        [ $format = csv ] && timed sha256sum measure sha256sum sha256sum trail.csv
        [ $format = xml ] && timed libxml2 measure libxml2 "$build/tests/bench_sax" trail.xml
        :
    done
    round=$((round + 1))
done
utils
echo "$events events; how many times as long others take:"
ratio 'sqlite3 .import and three indexes, of CSV' sqlite3 trailbook-csv
ratio 'DuckDB read_csv, no index, of CSV' duckdb-csv trailbook-csv
ratio 'DuckDB read_json, no index, of JSON lines' duckdb-json trailbook-json
ratio 'sqlite-utils, three indexes, of CSV (a tenth, scaled)' sqlite-utils trailbook-csv 10
ratio 'sha256sum, of CSV' sha256sum trailbook-csv
ratio 'libxml2, SAX alone, of XML' libxml2 trailbook-xml
ratio 'our CSV import, of our XML import' trailbook-csv trailbook-xml
ratio 'our CSV import, of our JSON import' trailbook-csv trailbook-json
