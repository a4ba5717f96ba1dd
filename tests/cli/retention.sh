# How long events are to be kept: rules as entries of the ledger, and what is due, as of a day that is set.
due() { SOURCE_DATE_EPOCH=$1 trailbook status | grep -E '^  (ledger|retention|holds) '; }
trailbook key new --quiet --name example.org/doors a.key
cat >old.csv <<'X'
id,when,who,what,door,result
11,2019-02-28T08:00:00Z,anna,opened,D1,ok
12,2020-02-29T23:59:59Z,ben,opened,D2,refused
13,2021-03-01T00:00:00Z,ben,badge_made,D2,ok
X
sed 's/^  closed:/  badge_made: [Badges, Badge made, ""]\n&/' doors.yaml >both.yaml
trailbook import --quiet --profile ./both.yaml doors.csv old.csv
trailbook retention
trailbook retention --source doors --max 1y --reason 'the law' --by 'A. Smith' --key a.key | sed q
trailbook retention --source doors --category Badges --min 12m --max 90d --key a.key; echo "exit $?" >&2
trailbook retention --source doors --category Badges --min 12m --max 7y --key a.key --quiet
trailbook retention --source doors --min 30d --key a.key --quiet
trailbook retention
trailbook retention --json
# 2020-02-29 and a year is 2021-03-01; the rule of a category replaces that of its source.
due 1614470400 # 2021-02-28
due 1614556800 # 2021-03-01
due 1767225600 # 2026-01-01
SOURCE_DATE_EPOCH=1614556800 trailbook status --json | sed -n '/"retention"/,/^    }/p'
trailbook retention --source doors --category Badges --min none --max none --key a.key --quiet
trailbook retention
sqlite3 trailbook.db "SELECT clear,hidden FROM act WHERE kind='retention'"
try() { trailbook retention "$@" --key a.key; echo "exit $?" >&2; }
try
try --source doors
try --max 7y
try --source doors --max 7
try --source doors --max 0y
try --source doors --max 101y
try --source doors --max -1y
try --source doors --min 8y --max 7y
try --source gates --max 7y
try --source doors --category Gates --max 7y
