# What is past its time is erased, but for what is held, under a minimum or without a time; a certificate says so.
told() { sed -E 's/^[A-Za-z0-9+/]{43}=$/ROOT/; s/^(— [^ ]*) .*/\1 SIGNATURE/; s/^(root  *).*/\1ROOT/'; }
prune() { trailbook prune --source doors --reason retention --key a.key "$@"; }
trailbook key new --quiet --name example.org/doors a.key
cat >old.csv <<'X'
id,when,who,what,door,result
11,2019-02-28T08:00:00Z,zoe,opened,D1,ok
12,2020-02-29T23:59:59Z,ben,opened,D2,refused
13,2021-03-01T00:00:00Z,ben,badge_made,D2,ok
14,2019-05-01T08:00:00Z,anna,opened,D3,ok
X
# A version of 14 that is younger, and one of 11 that is not.
sed -n '1p;2s/T08:00/T08:01/p;5s/2019/2025/p' old.csv >later.csv
sed 's/^  closed:/  badge_made: [Badges, Badge made, ""]\n&/' doors.yaml >both.yaml
trailbook import --quiet --profile ./both.yaml doors.csv old.csv later.csv
trailbook hold --quiet --item person:ben --reason 'case 9' --key a.key
trailbook retention --quiet --source doors --min 30d --max 1y --key a.key
trailbook retention --quiet --source doors --category Badges --max 4y --key a.key
prune --dry-run
echo "exit $?"
prune --category Doors --dry-run
prune --category Doors --dry-run --json
prune --category Doors --by 'A. Smith' --certificate prune.txt | told
told <prune.txt
trailbook status | grep -E '^  (ledger|erased|holds|retention|events) '
sqlite3 trailbook.db "SELECT clear FROM act WHERE kind='prune'"
# Nothing is left of it, and what comes again is not stored: not under another id either, if it is as old.  What was
# held is met again.
grep -c zoe trailbook.db
sed -n '1p;2s/^11/99/p;3p' old.csv >again.csv
trailbook import --profile ./both.yaml old.csv again.csv | grep -E 'records|made'
prune --category Doors
# Every checkpoint stays valid, and what is missing is what was pruned.
mkdir archive
trailbook snapshot --quiet --out archive --key a.key
$(sed -n 's/^  \(tail .*\) CERTIFICATE.*/\1/p' prune.txt) prune.txt >kept.txt
trailbook verify archive/* --key a.key.vkey --since kept.txt | grep -E '^(disclosures|acts|since|verified)'
trailbook report --quiet --out site
tr -d '\r' <site/csv/erased.csv
# What is refused.
try() { trailbook prune "$@"; echo "exit $?" >&2; }
try
try --source doors --reason 'too long ago' --key a.key
try --source gates --reason retention --key a.key
try --source doors --before soon --reason retention --key a.key
try --source doors --before 2026-01-01 --reason retention --key a.key
try --source doors --category Badges --reason retention --key a.key
try --source doors --before 2020-01-01 --reason retention --certificate prune.txt --key a.key
trailbook retention --quiet --source doors --category Badges --max none --key a.key
trailbook retention --quiet --source doors --max none --key a.key
try --source doors --reason retention --key a.key
