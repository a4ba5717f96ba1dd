#!/bin/sh
# Import and report of one trail in each format: seconds of CPU and passed, peak memory, and the ratio to what
# `sqlite3 .import` with three indexes takes on the same CSV, in one run.
#
#   sh tests/bench/import.sh BUILD [EVENTS] [WORK]
#
# BUILD is a Release build with tests; EVENTS defaults to 1000000; WORK needs 3 KB an event.
# Needs sqlite3 and /usr/bin/time.  Prints, asserts nothing.
set -eu
build=$(cd "$1" && pwd)
events=${2:-1000000}
work=${3:-$(mktemp -d)}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/measure.sh"
mkdir -p "$work"
cd "$work"

# sizes DB: what takes a store's space, tables of less than a byte an event left out.
sizes() {
    sqlite3 "$1" "SELECT printf('  %-32s %8.1f MB %6.1f bytes an event, %.1f of them content', name,
        sum(pgsize)/1e6, 1.0*sum(pgsize)/$events, 1.0*sum(payload)/$events)
        FROM dbstat GROUP BY name HAVING sum(pgsize)>=$events ORDER BY sum(pgsize) DESC"
}

echo "$events events; CPU, passed, peak memory"
for format in csv json xml; do
    [ -f "trail.$format" ] ||
        "$build/tests/trailbook_generate" --format $format --events "$events" >"trail.$format"
    cat "trail.$format" >/dev/null
    rm -f store.db
    measure "import $format" "$build/trailbook" import --quiet --db store.db --source bench \
        --profile "$here/$format.yaml" "trail.$format"
    [ $format = csv ] && ours=$wall
    [ $format = csv ] && printf '%-44s %8.2f of the CSV\n' "store's size" \
        "$(echo "$(stat -c %s store.db) $(stat -c %s trail.csv)" | awk '{print $1 / $2}')"
    [ $format = csv ] && sizes store.db
done
measure "the same dump again" "$build/trailbook" import --quiet --db store.db --source bench \
    --profile "$here/xml.yaml" trail.xml

plain
echo "$wall $ours" | awk '{printf "%-44s %8.2f times the speed of sqlite3 .import\n", "trailbook, CSV:", $1 / $2}'

rm -rf site
measure "report" "$build/trailbook" report --quiet --db store.db --out site
find site -type f | wc -l | awk '{printf "%-44s %8d\n", "its files", $1}'
measure "report again, nothing changed" "$build/trailbook" report --quiet --db store.db --out site
