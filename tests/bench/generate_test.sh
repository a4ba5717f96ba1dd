#!/bin/sh
# The generator keeps its word: counts, order, disorder, duplicates, and the same from one seed.
# usage: generate_test.sh PROGRAM
set -eu
g=$1
fail() { echo "generate: $1" >&2; exit 1; }

[ "$("$g" --events 1000 | wc -l)" = 1001 ] || fail "CSV rows"
[ "$("$g" --format json --events 1000 | grep -c '^{"ts".*}$')" = 1000 ] || fail "JSON lines"
[ "$("$g" --format xml --events 1000 | grep -c '^<event>.*</event>$')" = 1000 ] || fail "XML elements"
"$g" --events 1000 | tail -n +2 | cut -d, -f1 | sort -c || fail "order"
if "$g" --events 1000 --disorder 9 | tail -n +2 | cut -d, -f1 | sort -c 2>/dev/null; then
    fail "disorder"
fi
[ "$("$g" --events 1000 | sort -u | wc -l)" = 1001 ] || fail "no duplicates unasked"
n=$("$g" --events 1000 --duplicates 30 | sort -u | wc -l)
[ "$n" -gt 600 ] && [ "$n" -lt 800 ] || fail "duplicates: $n distinct"
[ "$("$g" --events 500 --seed 7 | cksum)" = "$("$g" --events 500 --seed 7 | cksum)" ] || fail "seed"
[ "$("$g" --events 500 --seed 7 | cksum)" != "$("$g" --events 500 --seed 8 | cksum)" ] || fail "other seed"
two() { "$g" --items 9 "$@" --events 100; "$g" --items 9 "$@" --first 100 --events 200 | tail -n +2; }
"$g" --items 9 --events 300 >whole.csv
two | cmp - whole.csv || fail "cut in two"
two --shuffle 300 >shuffled.csv
cmp -s shuffled.csv whole.csv && fail "no shuffle"
sort shuffled.csv >sorted.csv
sort whole.csv | cmp - sorted.csv || fail "shuffled to other events"
rm -f whole.csv shuffled.csv sorted.csv
[ "$("$g" --ids 1 --events 300 | tr -d '\r' | cut -d, -f13 | sort -u | wc -l)" = 301 ] || fail "ids"
ways=$("$g" --events 20000 --damage 5 2>&1 >/dev/null | cut -d' ' -f3-)
n=$(echo "$ways" | wc -l)
[ "$n" -gt 900 ] && [ "$n" -lt 1100 ] || fail "damage: $n records"
[ "$(echo "$ways" | grep -c '^open quote$')" = $((n / 97)) ] || fail "open quotes"
[ "$(echo "$ways" | sort -u | wc -l)" = 8 ] || fail "ways of damage"
csv=$("$g" --events 500 | tail -n +2 | cut -d, -f1,5)
json=$("$g" --format json --events 500 | sed 's/{"ts":"\([^"]*\)".*"text":"\([^"]*\)".*/\1,\2/')
[ "$csv" = "$json" ] || fail "formats differ"
"$g" --format yaml 2>/dev/null && fail "unknown format"
exit 0
