#!/bin/sh
# One event of many items: the report grows with their number, not with its square.
. "$(dirname "$0")/lib.sh"

profile <<'Y'
items:
  - {role: target, type: {const: license}, each: subs, key: k}
catalog:
  "*": [Other, "", ""]
Y
sizes() { # sizes N: bytes of the report of one event of N items
    {
        printf '{"a":"x","id":"1","t":"2026-01-01T00:00:00Z","subs":['
        i=1
        while [ $i -lt "$1" ]; do
            printf '{"k":"license-%06d"},' $i
            i=$((i + 1))
        done
        printf '{"k":"last-one"}]}\n'
    } >"$1.jsonl"
    run 0 import --db "$1.db" --profile j.yaml "$1.jsonl"
    run 0 report --db "$1.db" --out "$1"
    find "$1/item" "$1/day" -type f -exec cat {} + | wc -c
}
small=$(sizes 100)
large=$(sizes 400)
[ "$large" -lt $((small * 5)) ] || fail "4 times the items take $large bytes after $small"
one=$(find 400/item -name 'license-000001-*.csv')
last=$(find 400/item -name 'last-one-*.csv')
grep -q 'license:license-000001;.*; 379 more of 400 items, all in csv/events.csv' "$one" || fail "what $one leaves out is not told"
grep -q 'license:last-one; 379 more' "$last" || fail "$last lacks the item that it is about"
same "$(grep -o 'license:[a-z0-9-]*' "$last" | wc -l)" 21 "items told in the item's CSV"
for all in 400/csv/events.csv 400/day/2026-01-01.csv; do
    same "$(grep -o 'license:[a-z0-9-]*' "$all" | wc -l)" 400 "items in $all"
done
grep -q 'more of 400 items, all: <a href="2026-01-01.csv"\|more of 400 items, all: <a href="../day/2026-01-01.csv"' 400/day/2026-01-01.html ||
    fail "the day's row does not tell what it leaves out"

# A long text of an event stands whole in the files of the day, and shortened in those of its items.
long=$(head -c 300000 /dev/zero | tr '\0' x)
printf '{"a":"x","id":"1","t":"2026-01-01T00:00:00Z","m":"%s","subs":[{"k":"one"},{"k":"two"},{"k":"three"}]}\n' "$long" >long.jsonl
sed 's/^action: a/action: a\nmessage: m/' j.yaml >long.yaml
run 0 import --db long.db --profile ./long.yaml long.jsonl
run 0 report --db long.db --out long
for all in long/csv/events.csv long/day/2026-01-01.csv; do
    [ "$(tr -cd x <"$all" | wc -c)" -ge 300000 ] || fail "$all lacks a part of the message"
done
[ "$(cat long/item/*/*/*.csv | wc -c)" -lt 60000 ] || fail "a long message stands in each item's CSV"
for file in long/item/*/*/*.csv; do
    grep -q 'xxx... 300000 bytes, all in csv/events.csv' "$file" || fail "$file does not tell that a text is shortened"
done

# An item that takes part twice in a crowded event was met there once.
sed 's/^items:/items:\n  - {role: actor, type: {const: user}, key: by}\n  - {role: owner, type: {const: user}, key: by}/' j.yaml >twice.yaml
sed 's/"id":"1"/"id":"1","by":"ann"/' 100.jsonl >twice.jsonl
echo '{"a":"x","id":"2","t":"2026-01-02T00:00:00Z","by":"ann","subs":[{"k":"last-one"}]}' >>twice.jsonl
run 0 import --db twice.db --profile ./twice.yaml twice.jsonl
run 0 report --db twice.db --out twice
same "$(grep -c '>ann</a></th><td class="soft">User</td><td class="n">2</td>' "$(find twice/item -name 'last-one-*.html')")" 1 "item with which it was met twice"

# Who acted in a crowded event is told on its day, wherever the event names him.
sed '/^items:/,/^catalog:/{/^items:/!{/^catalog:/!d}}; s/^items:/items:\n  - {role: target, type: {const: license}, each: subs, key: k}\n  - {role: actor, type: {const: user}, key: by}/' j.yaml >last.yaml
run 0 import --db last.db --profile ./last.yaml twice.jsonl
run 0 report --db last.db --out last
grep -q '>ann</a></th><td class="soft">User</td><td class="n">1</td>' last/day/2026-01-01.html || fail "the day does not tell who acted on a hundred items"
