#!/bin/sh
# A dump with 5 % damaged records beside the same dump without damage, in each format: all good records
# are stored, each damaged one is a reject at its line and offset and kept byte for byte, and what that
# costs in CPU time.
#
#   sh tests/bench/damage.sh BUILD [RECORDS] [WORK]
#
# RECORDS defaults to 1000000; WORK needs 3 KB a record.  Fails if a count or a place is wrong; the
# times are printed only.
set -eu
build=$(cd "$1" && pwd)
records=${2:-1000000}
work=${3:-$(mktemp -d)}
here=$(cd "$(dirname "$0")" && pwd)
program=$build/trailbook generate=$build/tests/trailbook_generate failed=0
mkdir -p "$work"
cd "$work"

fail() { echo "$format: $1"; failed=1; }

# spent: CPU seconds of this shell's children so far, in $seconds.
spent() {
    times >times.txt
    seconds=$(tail -n 1 times.txt | tr 'ms' '  ' | awk '{print $1 * 60 + $2 + $3 * 60 + $4}')
}

# load DUMP DB: imports it; the program's exit status in $status, the CPU seconds it took in $took.
load() {
    rm -f "$2"
    status=0
    spent
    took=$seconds
    "$program" import --quiet --db "$2" --source bench --profile "$here/$format.yaml" "$1" >log.txt 2>&1 ||
        status=$?
    spent
    took=$(echo "$seconds $took" | awk '{print $1 - $2}')
}

count() { "$program" status --db "$1" --json | sed -n "s/^ *\"$2\": \([0-9]*\),*$/\1/p" | head -n 1; }

for format in csv json xml; do
    "$generate" --format $format --events "$records" >clean.$format
    "$generate" --format $format --events "$records" --damage 5 >damaged.$format 2>damage.txt
    load clean.$format clean.db
    [ $status = 0 ] || fail "the clean dump ended with $status"
    clean=$took
    load damaged.$format damaged.db
    [ $status = 3 ] || fail "the damaged dump ended with $status"
    damaged=$(wc -l <damage.txt)
    good=$((records - damaged))
    "$program" rejects list --db damaged.db --json >rejects.txt
    awk '/"line":/ {line = $2 + 0} /"offset":/ {print line, $2 + 0}' rejects.txt >places.txt
    [ "$(count clean.db stored)" = "$records" ] || fail "not all of the clean dump is stored"
    [ "$(count damaged.db stored)" = $good ] || fail "$(count damaged.db stored) of $good good records stored"
    # A reject names the line that is wrong: of a record in two lines, either.
    awk 'NR == FNR {line[$2] = $1; next}
         !($2 in line) || line[$2] < $1 || line[$2] > $1 + (/broken line/ ? 1 : 0)' places.txt damage.txt >missing.txt
    [ ! -s missing.txt ] || fail "$(wc -l <missing.txt) damaged records are no rejects in their place, such as $(head -n 1 missing.txt)"
    # A line feed in a record makes two lines of it, and of each a reject; XML knows no lines.
    rejects=$damaged
    [ $format = xml ] || rejects=$((damaged + $(grep -c 'broken line' damage.txt)))
    [ "$(wc -l <places.txt)" -eq $rejects ] || fail "$(wc -l <places.txt) rejects, not $rejects"
    [ "$(grep -c '"reason": ".' rejects.txt)" -eq $rejects ] || fail "a reject has no reason"
    # Between records stand line ends, which belong to a record that has no end of its own.
    "$generate" --format $format --events "$records" --damage 5 --only-damaged 1 2>/dev/null | tr -d '\r\n' >spoiled.txt
    "$program" rejects export --db damaged.db | tr -d '\r\n' >kept.txt
    cmp kept.txt spoiled.txt || fail "the rejects' bytes are not those of the damaged records"
    echo "$format $good $damaged $(grep -c 'open quote' damage.txt) $rejects $clean $took" | awk '{
        printf "%-5s %d good, %d damaged, of which %d open quotes: %d rejects; ", $1, $2, $3, $4, $5
        printf "CPU %.2f s clean, %.2f s damaged", $6, $7
        if ($6 > 0) printf ": %.2f", $7 / $6
        print ""}'
done
exit $failed
