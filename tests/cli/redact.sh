# An item is erased, and what tells of it: from the store and its file, so that what was signed stays valid.
told() { sed -E 's/^[A-Za-z0-9+/]{43}=$/ROOT/; s/^(— [^ ]*) .*/\1 SIGNATURE/'; }
anna() { grep -aciE 'anna@example\.com|anna b\. smith|A\. Smythe' "$@"; }
cat >u.yaml <<'Y'
profile: u
title: Users
detect: {format: csv, header: [id, when, who, name, what, door, note, old]}
read: {format: csv}
identity: {id: id}
time: {at: when, formats: [iso]}
action: what
items:
  - {role: actor, type: user, key: who, label: name}
  - {role: target, type: door, key: door}
message: note
catalog: {opened: [Doors, Door opened, "{{user}} opened {{door}}."]}
Y
cat >u.csv <<'C'
id,when,who,name,what,door,note,old
1,2026-01-05T08:00:00Z,anna@example.com,Anna B. Smith,opened,D1,a note,
2,2026-01-05T08:05:00Z,ben@example.com,Ben,opened,D2,asked by ANNA@example.com,
3,2026-01-05T08:06:00Z,ben@example.com,Ben,opened,D2,,anna b. smith
4,2026-01-05T09:00:00Z,ben@example.com,Ben,opened,anna@example.com-door,,
5,2026-01-05T09:30:00Z,anna@example.com,A. Smythe,opened,D1,,
6,2026-01-06T09:00:00Z,ben@example.com,Ben,opened,D1,,
7,2026-01-06T10:00:00Z,anna@example.com
C
trailbook key new --quiet --name example.org/users a.key
trailbook redact --item user:anna@example.com --reason gdpr-17
echo "exit $?"
trailbook import --quiet --profile ./u.yaml u.csv
trailbook prove user:anna@example.com --out p >/dev/null 2>&1
trailbook seal --quiet --key a.key
cp a.key.checkpoint since
trailbook prove user:anna@example.com --out p >/dev/null

echo "-- what would go"
trailbook redact --item user:anna@example.com --reason gdpr-17 --dry-run
trailbook redact --item user:anna@example.com --reason gdpr-17 --dry-run --json | grep -A8 '"values": \['
ls trailbook.db.pepper 2>/dev/null
anna trailbook.db >/dev/null || echo "a dry run erased"

echo "-- what is refused"
for words in '' '--item user:anna@example.com' '--item anna --reason x' '--item user:[erased] --reason x' \
    '--item user:anna@example.com --reason GDPR' '--item user:ana@example.com --reason x --key a.key' \
    '--item user:anna@example.com --reason x' '--item user:anna@example.com --reason x --key a.key --by anna@example.com'; do
    trailbook redact $words
    echo "exit $?" >&2
done
trailbook hold --item user:ben@example.com --reason 'case 7' --key a.key --quiet
trailbook redact --item user:anna@example.com --reason gdpr-17 --key a.key
echo "exit $?"
trailbook hold --release 8 --reason 'case 7 is closed' --key a.key --quiet
ls trailbook.db.pepper 2>/dev/null

echo "-- what goes"
trailbook redact --item user:anna@example.com --reason gdpr-17 --by 'A. Person' --note 'request 12' --key a.key | told
anna trailbook.db
trailbook status | sed -n '2,7p'
trailbook show user:ben@example.com | sed -E 's/(event      )[a-z0-9]*/\1EVENT/'
trailbook rejects list
sqlite3 trailbook.db "SELECT kind,clear,json_remove(hidden,'\$.item') FROM act WHERE kind='redact'"
trailbook redact --item user:anna@example.com --reason gdpr-17 --key a.key
trailbook redact --item user:anna@example.com --reason gdpr-17 --key a.key --dry-run

echo "-- what stays valid"
for proof in p/*.tlog-proof; do
    sh p/verify-inclusion.sh "$proof" "${proof%.tlog-proof}.json" "$(cat a.key.vkey)"
done
trailbook snapshot --quiet --out . --key a.key
trailbook verify example.org-users-* --key a.key.vkey --since since | grep -E 'disclosures|^verified'
trailbook report --quiet --out site
[ "$(cat $(find site example.org-users-* -type f) | anna)" = 0 ] || echo "not erased"

echo "-- what comes again"
trailbook import --profile ./u.yaml u.csv
sed '$d' u.csv >v.csv
trailbook import --profile ./u.yaml v.csv

echo "-- short names, and too many"
trailbook redact --item door:D1 --reason test --key a.key | told
awk 'BEGIN { print "id,when,who,name,what,door,note,old"
  for (i = 0; i < 400; i++) printf "%d,2026-01-05T08:00:00Z,many,name of many words and bytes, number %d,opened,D9,,\n", i + 100, i + 10000 }' |
    sed 's/, number/ number/' >w.csv
trailbook import --quiet --profile ./u.yaml w.csv
trailbook redact --item user:many --reason test --key a.key
echo "exit $?"
printf 'id,when,who,name,what,door,note,old\n1,2026-01-05T08:00:00Z,long-name,,opened,D9,,\n' >x.csv
trailbook import --quiet --profile ./u.yaml --source feed-of-long-name x.csv
trailbook redact --item user:long-name --reason test --key a.key --json | sed -n '/"left"/p'
trailbook redact --item user:long-name --reason test --key a.key >/dev/null
echo "exit $?"
