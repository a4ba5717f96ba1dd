#!/bin/sh
# A report of very many sources: what its page leaves out is said, and stands in the CSV.
. "$(dirname "$0")/lib.sh"

profile <<'Y'
Y
echo '{"id":"1","t":"2026-01-01T12:00:00Z","a":"x"}' >one.jsonl
for i in $(seq -w 1 205); do
    run 0 import --quiet --db k.db --source "s$i" --profile ./j.yaml --window 2026-01-01/2026-01-04 one.jsonl
done
run 0 report --quiet --db k.db --out site
page=site/completeness.html
grep -q '165 sources are not drawn' $page || fail "the chart of coverage does not tell which sources it leaves out"
grep -q '>200 of 205 sources. All: <a href="csv/gaps.csv">CSV' $page || fail "the page does not tell how many sources with silent days there are"
grep -q '>s200<' $page || fail "the page lacks the silent days of s200"
for source in s001 s200 s201 s205; do
    same "$(grep -c "^silent,$source,2026-01-02T" site/csv/gaps.csv)" 1 "silent days of $source in csv/gaps.csv"
done
