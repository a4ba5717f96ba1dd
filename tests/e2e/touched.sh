#!/bin/sh
# A dump that touches two items on a new day leaves every other page as it is, bytes and time.
. "$(dirname "$0")/lib.sh"

profile <<'Y'
items:
  - {role: target, type: {const: license}, key: k}
catalog:
  "*": [Other, "", ""]
Y
event() { printf '{"a":"x","id":"%s","t":"%s","k":"%s"}\n' "$1" "$2" "$3"; }
{
    for month in 01 02 03 04; do
        for day in 03 07 15; do
            for key in a b c d e f; do event "$key$month$day" "2026-$month-${day}T01:00:00Z" "$key"; done
        done
    done
    i=1000
    while [ $i -lt 2300 ]; do # two items with a full page of the trail each
        event "u$i" "2026-02-07T10:00:00Z" untouched
        event "v$i" "2026-02-07T11:00:00Z" touched
        i=$((i + 1))
    done
} >one.jsonl
i=0
while [ $i -lt 300 ]; do # enough to move any scale that the whole report shares
    event "w$i" "2026-09-20T10:00:00Z" touched
    event "y$i" "2026-09-20T10:00:00Z" b
    i=$((i + 1))
done >two.jsonl

list() { (cd site && find item day value -type f -exec stat -c '%n %y %i' {} + 2>/dev/null | sort); }
run 0 import --db store.db --source s --profile j.yaml one.jsonl
run 0 report --db store.db --out site
list >before.txt
cp -r site first
run 0 import --db store.db --source s --profile j.yaml two.jsonl
run 0 report --db store.db --out site
list >after.txt
diff before.txt after.txt | sed -n 's/^[<>] \([^ ]*\) .*/\1/p' | sed 's/-[0-9a-f]\{12\}/-#/; s|/[0-9a-f][0-9a-f]/|/#/|' | sort -u >changed.txt
# The two items (their own page, the page of the trail that grows, the CSV), the new day, and the
# day before it, which links to it.
cat >want.txt <<'T'
day/2026-04-15.html
day/2026-09-20.csv
day/2026-09-20.html
item/license/#/b-#-1.html
item/license/#/b-#.csv
item/license/#/b-#.html
item/license/#/touched-#-2.html
item/license/#/touched-#.csv
item/license/#/touched-#.html
T
diff want.txt changed.txt || fail "other pages changed than the two items and the new day"
grep -q 'touched-.*-1.html' before.txt || fail "no full page of the trail to look at"
