# What the integrity page and its CSV files tell of holds, rules and reviews; a filtered report tells no item.
words() { sed -n "/id=\"$2\"/,/<.section>/p" "$1/integrity.html" | sed 's/<[^>]*>/ /g; s/  */ /g; s/^ //; s/ $//; /^$/d'; }
trailbook key new --quiet --name example.org/doors a.key
cat >old.csv <<'X'
id,when,who,what,door,result
11,2019-02-28T08:00:00Z,anna,opened,D1,ok
12,2020-02-29T23:59:59Z,ben,opened,D2,refused
13,2021-03-01T00:00:00Z,ben,badge_made,D2,ok
X
sed 's/^  closed:/  badge_made: [Badges, Badge made, ""]\n&/' doors.yaml >both.yaml
trailbook import --quiet --profile ./both.yaml doors.csv old.csv
trailbook report --quiet --out bare
grep -cE 'id="(ledger|reviews|holds|retention)"' bare/integrity.html
ls bare/csv | grep -E 'holds|retention|reviews'
trailbook seal --quiet --key a.key
trailbook report --quiet --out sealed
for part in reviews holds retention; do words sealed $part; done
trailbook review --quiet --since 2026-01-05 --until 2026-01-06 --verdict accepted --by 'A. Smith' --key a.key
trailbook hold --quiet --item door:D1 --reason '=case <b>7</b>' --by 'A. Smith' --key a.key
trailbook hold --quiet --source doors --category Badges --reason 'case 8' --key a.key
trailbook hold --quiet --release 11 --reason settled --key a.key
trailbook hold --quiet --item person:ben --reason 'case 9' --key a.key
trailbook retention --quiet --source doors --min 30d --max 1y --key a.key
trailbook retention --quiet --source doors --category Badges --max 7y --key a.key
trailbook report --quiet --out site
for part in holds retention; do words site $part; done
cat site/csv/holds.csv site/csv/retention.csv site/csv/reviews.csv
# The clock does not matter: what is due is told as of the newest event.
SOURCE_DATE_EPOCH=1893456000 trailbook report --quiet --out later
cmp site/integrity.html later/integrity.html && cmp site/csv/retention.csv later/csv/retention.csv && echo same
# Who may see anna's events only does not learn of ben.
trailbook report --quiet --item person:anna --out part
words part holds
cat part/csv/holds.csv
grep -rl 'person:ben\|case 9' part
