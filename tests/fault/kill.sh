#!/bin/sh
# kill -9 at random moments of an import, a retry, a remap: the store opens, is whole, and is as it was
# before or as it is after; the next run completes it, and a report likewise.
#   kill.sh PROGRAM SOURCE DATA WORK GENERATE [KILLS]
. "$(dirname "$0")/../e2e/lib.sh"
generate=$5 kills=${6:-20}
command -v python3 >/dev/null || skip "no python3"
profile=$SOURCE/tests/bench/csv.yaml
"$generate" --format csv --events 1500 --disorder 50 >first.csv
"$generate" --format csv --events 4000 --seed 7 --disorder 1500 --duplicates 5 >second.csv
head -n 1 second.csv >part.head
for i in 1 2 3; do
    { cat part.head; tail -n +2 second.csv | awk -v i=$i 'NR % 3 == i - 1'; } >part$i.csv
done
cp "$SOURCE/tests/versions/1/store.sql" version-1.sql
sed 's/^action: text/action: {path: text, match: "^(L.*)"}/' "$profile" >narrow.yaml
sed 's/^action: text/action: level/; s/type: device/type: machine/' "$profile" >other.yaml
exec python3 "$SOURCE/tests/fault/kill.py" "$PROGRAM" "$profile" "$kills"
