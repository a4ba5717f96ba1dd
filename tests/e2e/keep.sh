#!/bin/sh
# What is held, due and reviewed is told by status, the report and the snapshot alike.  The report is also
# opened in a browser (browser.keep): one with a ledger, with long words and many rows.
. "$(dirname "$0")/lib.sh"
command -v sqlite3 >/dev/null || skip "no sqlite3"

run 0 key new --name example.org/licenses a.key
run 0 import --db t.db "$SOURCE"/samples/licensespring/history-page.json
source=$(query t.db "SELECT name FROM source ORDER BY name LIMIT 1")
category=$(query t.db "SELECT category FROM action a JOIN source s ON s.id=a.source WHERE s.name='$source' AND category<>'' ORDER BY 1 LIMIT 1")
run 0 retention --db t.db --key a.key --source "$source" --min 12m --max 7y --reason 'Handelsgesetzbuch'
run 0 retention --db t.db --key a.key --source "$source" --category "$category" --min 90d --max 100y
run 0 review --db t.db --key a.key --since 2020-01-01 --until 2030-01-01 --by 'A. Smith' --verdict exceptions \
    --findings "$(printf 'a word of great length: %0200d ' 0)"
query t.db "SELECT type||':'||key FROM item WHERE events>0 ORDER BY length(key) DESC,key LIMIT 12" >items
while read -r item; do
    run 0 hold --db t.db --key a.key --quiet --item "$item" --by "$(printf '%064d' 7)" --reason "Case of $item"
done <items
first=$("$PROGRAM" hold --db t.db --list | sed -n '1s/ .*//p')
run 0 hold --db t.db --key a.key --quiet --release "$first" --reason settled
run 0 hold --db t.db --key a.key --quiet --source "$source" --category "$category" --reason 'Case of all'

run 0 report --db t.db --out report
same "$(wc -l <report/csv/holds.csv)" $(($(wc -l <items) + 2)) "holds in the CSV"
same "$(grep -c ',settled,' report/csv/holds.csv)" 1 "the hold that was released"
grep -q "$(($(wc -l <items))) are in force" report/integrity.html || fail "holds in force on the page"
run 0 status --db t.db --json
same "$(sed -n 's/^    "holds": \([0-9]*\),/\1/p' out.txt)" $(($(wc -l <items))) "holds in force in status"

# The entries of the snapshot name neither items nor reasons.
mkdir archive
run 0 snapshot --db t.db --key a.key --out archive --ledger-only
while read -r item; do
    ! grep -rqF -- "${item#*:}" archive/*/data/entries || fail "$item stands in an entry"
done <items
same "$(cat archive/*/data/entries/* | grep -c '"act":"hold"')" $(($(wc -l <items) + 1)) "entries of holds"
same "$(cat archive/*/data/entries/* | grep -c '"act":"release"')" 1 "entries of releases"
run 0 verify archive/* --key a.key.vkey
