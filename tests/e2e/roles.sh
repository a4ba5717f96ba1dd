#!/bin/sh
# What an item's page tells of items with several roles, of many related ones, and of events without ids.
. "$(dirname "$0")/lib.sh"

# ---- a label given in any role is one of the item's, and "related" is told of no item with another role ----
profile <<'Y'
items:
  - {role: related, type: door, key: near}
  - {role: target, type: door, each: doors, key: k}
  - {role: actor, type: door, key: who, label: name}
Y
act() { # DAY DOOR WHO NAME
    printf '{"id":"%s","t":"2024-01-%sT10:00:00Z","a":"opened","near":"%s","who":"%s","name":"%s","doors":[{"k":"%s"}]}\n' "$1" "$1" "$2" "$3" "$4" "$2"
}
{
    act 01 D1 D0 Anna
    act 03 D1 D0 Berta
    act 05 D0 D0 Berta
    act 07 D0 D0 Clara
} >labels.jsonl
run 0 import --db labels.db --profile ./j.yaml labels.jsonl
run 0 report --db labels.db --out labels
page=$(find labels/item -name 'd0-*.html' ! -name '*-[0-9].html')
same "$(sed -n '/id="labels"/,/<\/section>/p' "$page" | grep -o 'Anna\|Berta\|Clara' | tr '\n' ' ')" "Clara Berta Anna " "names of D0"
sed -n '/id="labels"/,/<\/section>/p' "$page" | grep Berta | grep -q '2024-01-05' || fail "D0 was called Berta until the 5th"
run 0 export --db labels.db
! grep -q '"role":"related"' out.txt || fail "a door is related to an event that it is the target of"

# ---- with more related items than are told apart, those that were met first go on being counted ----
i=0
while [ $i -lt 2100 ]; do
    printf '{"id":"%d","t":"2024-01-01T10:00:00Z","a":"opened","who":"FRIEND","doors":[{"k":"HUB"},{"k":"D%d"}]}\n' $i $i
    i=$((i + 1))
done >many.jsonl
run 0 import --db many.db --profile ./j.yaml many.jsonl
together() { # FOLDER: with whom HUB was met most
    sed -n '/id="related"/,/<\/section>/p' "$1"/item/*/*/hub-????????????.html | grep -o '>FRIEND<.*<td class="n">[0-9,]*</td>' | grep -o '[0-9,]\{1,\}</td>'
}
run 0 report --db many.db --out one --item door:HUB
run 0 report --db many.db --out days --since 2024-01-01
for site in one days; do
    same "$(together $site)" "2,100</td>" "$site: events of HUB and FRIEND"
done
grep -q 'of those that were met first' days/item/*/*/hub-????????????.html || fail "a report of some days does not say which it counts"

# ---- some events of a source have ids ----
profile </dev/null
{
    i=0
    while [ $i -lt 30 ]; do
        printf '{"t":"2024-01-01T10:00:%02dZ","a":"x"}\n' $i
        i=$((i + 1))
    done
    echo '{"id":"1","t":"2024-01-02T10:00:00Z","a":"x"}'
} >some.jsonl
run 0 import --db some.db --profile ./j.yaml some.jsonl
run 0 report --db some.db --out some
grep -q 'Whether events without an id, as those of j, came in several versions: not checkable.' some/completeness.html || fail "events without ids are not told"
grep -q 'No event that has an id came in several versions.' some/completeness.html || fail "the event with an id was not checked"

# ---- a file of changes has a line for each, whatever they hold ----
profile <<'Y'
changes:
  - {each: c, field: f, old: o, new: n}
Y
{
    printf '{"id":"1","t":"2024-01-01T10:00:00Z","a":"x","c":['
    i=0
    while [ $i -lt 70 ]; do
        [ $i = 0 ] || printf ,
        printf '{"f":"f%d","o":"x\\nforged\\told\\tnew","n":"y"}' $i
        i=$((i + 1))
    done
    echo ']}'
} >changes.jsonl
run 0 import --db changes.db --profile ./j.yaml changes.jsonl
run 0 report --db changes.db --out changes
same "$(cat changes/value/*/*-changes.txt | wc -l)" 70 "lines of changes"
grep -q '^{"field":"f69","before":"x\\nforged\\told\\tnew","after":"y"}$' changes/value/*/*-changes.txt || fail "a change is not told whole"
