#!/bin/sh
# What was erased comes again: with the same dumps, the same records in other bytes, a window and a source of
# another name.  Nothing of it is stored, counts add up, and what was not erased is known as before.
. "$(dirname "$0")/lib.sh"
command -v sqlite3 >/dev/null || skip "no sqlite3"
who=crm-sync@example.com item=platform_user:$who

count() { query t.db "SELECT count(*) FROM event WHERE (flags&128)$1"; }
sums() { sed -n "/\"total\"/,\$s/^    \"$1\": \([0-9]*\),*/\1/p" out.txt; }
# nowhere FILE...: neither the key, nor its pieces in a file of the store, a report or an export
nowhere() { ! grep -raiqF -- "$who" "$@" || fail "$who stands in $(grep -railF -- "$who" "$@" | head -n 1)"; }

# Each dump with a line more at its end: other bytes, the same records.
mkdir dumps again
for dump in "$SOURCE"/samples/licensespring/* "$SOURCE"/samples/qlm/* "$SOURCE"/samples/others/*; do
    case $dump in *.gz) continue ;; esac
    cp "$dump" dumps
    { cat "$dump"; echo; } >"again/${dump##*/}"
done
run 0 import --db t.db dumps
run 0 key new --name example.org/trail a.key
run 0 seal --db t.db --key a.key
all=$(query t.db "SELECT count(*) FROM event")
cp t.db before.db
run 0 import --db before.db --json again
made=$(sums made)
same "$(sums duplicate)" "$made" "duplicates before"

run 0 redact --db t.db --item "$item" --reason request --key a.key
whole=$(count '<>0 AND flags&256=0') partly=$(count '<>0 AND flags&256<>0')
[ "$whole" -gt 5 ] || fail "only $whole events were erased"
same "$(query t.db "SELECT count(*) FROM event")" "$all" "events that are left"
nowhere t.db

# The same bytes are known.  Other bytes: what was erased is suppressed, the rest is known.
run 0 import --db t.db --json dumps
same "$(sums already_imported)" "$(ls dumps | wc -l)" "dumps that are known"
run 0 import --db t.db --json --window 2020-01-01/2030-01-01 again
same "$(sums made)" "$made" "made"
same "$(sums stored)" 0 "stored again"
suppressed=$(sums suppressed)
same $(($(sums duplicate) + suppressed)) "$made" "duplicate and suppressed"
[ "$suppressed" -ge $((whole + partly)) ] || fail "$suppressed suppressed, $whole and $partly erased"
same "$(query t.db "SELECT count(*) FROM absent a JOIN event e ON e.id=a.event WHERE e.flags&128")" 0 "erased, absent"
nowhere t.db

# A digest of those dumps would do to guess what was erased: none is kept, and they are known all the same.
same "$(query t.db "SELECT count(*) FROM import WHERE suppressed>0 AND dump NOT IN (SELECT mark FROM erased)")" 0 "digests"
[ "$(query t.db "SELECT count(*) FROM import WHERE suppressed>0")" -gt 0 ] || fail "no dump had what was erased"
run 0 import --db t.db --json --window 2020-01-01/2030-01-01 again
same "$(sums already_imported)" "$(ls again | wc -l)" "dumps that are known again"

# Under another name of the source nothing tells that it is the same, so it comes in; and is warned of.
cp t.db other.db
cp t.db.pepper other.db.pepper
run 0 import --db other.db --source elsewhere "$SOURCE/samples/licensespring/audit-2026-02.csv"
grep -q IMPORT-ERASED-ITEM err.txt || fail "no word of an item that was erased: $(cat err.txt)"

run 0 report --db t.db --out report
run 0 report --db t.db --pseudonyms all --out hidden
for format in csv jsonl xml; do
    run 0 export --db t.db --format $format
    cp out.txt export.$format
done
nowhere report hidden export.*
same "$(grep -c '"flags":"[^"]*erased([0-9]*)"' export.jsonl)" $((whole + partly)) "erased events in the export"

# The ledger still stands, and so does a snapshot of it.
run 0 seal --db t.db --key a.key
mkdir archive
run 0 snapshot --db t.db --key a.key --out archive
run 0 verify archive/* --key a.key.vkey
nowhere archive
same "$(grep -cv '"sha256"' archive/*/data/provenance.jsonl)" \
    "$(query t.db "SELECT count(*) FROM import WHERE dump IN (SELECT mark FROM erased)")" "dumps without a digest"

# Of so many events that ids have rows of their own: none tells of an identity that was erased.
awk 'BEGIN {print "id,when,who,what,door,result"; for (i = 0; i < 20000; i++)
    printf "%d,2026-01-01T%02d:%02d:%02dZ,person%d,opened,D%d,ok\n", i, i / 3600, i / 60 % 60, i % 60, i % 999, i % 99}' >many.csv
run 0 import --db m.db --profile "$SOURCE/tests/cli/in/doors.yaml" many.csv
run 0 key new --name example.org/doors m.key
run 0 seal --db m.db --key m.key
cp m.db m-before.db
run 0 redact --db m.db --item person:person77 --reason request --key m.key
same "$(query m.db "SELECT count(*) FROM public_id WHERE bucket=-1")" 1 "shards of ids"
changed=$(query m.db "ATTACH 'm-before.db' AS o; SELECT count(*)>0 FROM public_id a JOIN o.public_id b USING(bucket,shard) WHERE a.ids<>b.ids")
same "$changed" 1 "ids that are others"
