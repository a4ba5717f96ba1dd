#!/bin/sh
# Long trails and hostile values: run_report_pages.sh PROGRAM FOLDER WORK
#
# No page passes 1 MiB, full pages of a trail never change when events are added, every page of a trail
# and of a day is reached, and every event of an item stands on its pages once.
set -eu
program=$1 folder=$2 work=$3
command -v python3 >/dev/null || { echo "no python3"; exit 77; }
rm -rf "$work"
mkdir -p "$work"
cd "$work"
python3 - <<'END'
import csv
head = 'time user name action license label product field before after outcome reason note ip'.split()
for name, first, last in (('one.csv', 0, 1300), ('two.csv', 1300, 2600)):
    with open(name, 'w', newline='') as f:
        w = csv.writer(f)
        w.writerow(head)
        for i in range(first, last):
            bad = i % 7 == 0
            w.writerow(['2026-03-01T%02d:%02d:%02dZ' % (i // 3600, i // 60 % 60, i % 60), 'ada', '<&>"' * 40,
                        'a%d' % (i % 90), 'L-1', '"' * 200, 'p%d' % (i % 300), 'f', '&' * 300 if bad else 'old',
                        '<' * 5000 if i % 100 == 0 else 'new', 'denied' if bad else 'ok', 'r%d' % i if bad else '',
                        'line\n' * 60 if i % 50 == 0 else '', ''])
END
report() {
    "$program" import --quiet --db s.db --source t --profile "$folder/trail.yaml" "$1" >/dev/null 2>&1
    "$program" report --quiet --db s.db --out "$2"
}
report one.csv first
cp s.db one.db
report two.csv second
bad=0
found=$(find second -name '*.html' -size +1024k)
[ -z "$found" ] || { echo "larger than 1 MiB: $found"; bad=1; }

item=$(cd second && ls item/license/*/l-1-*.csv)
item=${item%.csv}
pages=$(cd first && ls "$item"-[0-9]*.html | wc -l)
[ "$pages" -ge 2 ] || { echo "the trail has only $pages pages"; bad=1; }
n=1
while [ $n -lt "$pages" ]; do # all but the last were full
    cmp "first/$item-$n.html" "second/$item-$n.html" || { echo "page $n changed"; bad=1; }
    n=$((n + 1))
done
rows=$(cat second/"$item"-[0-9]*.html | grep -o '<li id="e-[a-z2-7]*"' | sort | uniq -c | awk '{n++; if ($1 != 1) twice++} END {print n + 0, twice + 0}')
[ "$rows" = '2600 0' ] || { echo "the trail's pages hold '$rows' events, not 2600 once"; bad=1; }
rows=$(cat second/day/2026-03-01*.html | grep -o '<tr id="e-[a-z2-7]*"' | sort -u | wc -l)
[ "$rows" = 2600 ] || { echo "the day's pages hold $rows events, not 2600"; bad=1; }
lines=$(wc -l <"second/$item.csv")
[ "$lines" -gt 2600 ] || { echo "the item's CSV has only $lines lines"; bad=1; }
# the newest hundred stand on the item's own page
[ "$(grep -c '<li id="e-' "second/$item.html")" -le 100 ] || { echo "too many rows on the item's page"; bad=1; }
# each action has its CSV
[ "$(find second/csv/action -name '*.csv' | wc -l)" = 90 ] || { echo "not a CSV for each of 90 actions"; bad=1; }

# bringing the first up to date gives what a new one gives
"$program" report --quiet --db s.db --out first
diff -r first second >diff.txt || { head -5 diff.txt; echo "brought up to date, the report differs from a new one"; bad=1; }
# and back again: files that are no longer part of it are gone
"$program" report --quiet --db one.db --out first
"$program" report --quiet --db one.db --out third
diff -r first third >diff.txt || { head -5 diff.txt; echo "taken back, the report differs from a new one"; bad=1; }
exit $bad
