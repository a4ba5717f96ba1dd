# What was erased, as a whole or in part, is told so wherever an event is, with the entry of the ledger that did it.
command -v sqlite3 >/dev/null || exit 77
trailbook import --quiet --profile ./doors.yaml doors.csv
trailbook seal >/dev/null
# As redactions leave it: of ben's event the row alone, of anna's first one all but who did it.  Entries 2 and 3
# are theirs.
sqlite3 trailbook.db "INSERT INTO act SELECT max(id)+1,0,'redact','{\"reason\":\"request\",\"events\":1,\"values\":2}',
'{\"by\":\"officer\",\"erased\":[[2,1,\"actor\",\"record\"],[3,1]]}' FROM act;
INSERT INTO entry VALUES((SELECT max(idx)+1 FROM entry),NULL,(SELECT max(id) FROM act),zeroblob(32),x'');
UPDATE event SET flags=flags|384,digest=NULL WHERE record=1;
UPDATE item SET key='[erased]' WHERE key='anna';
UPDATE event SET flags=flags|128,ident=randomblob(16),content=0,leaves=0,native=NULL,digest=NULL,parties=NULL,
attributes=NULL,variant=0,time_text=NULL WHERE record=2;
DELETE FROM native WHERE event=(SELECT id FROM event WHERE record=2);
DELETE FROM by_item WHERE item IN (SELECT id FROM item WHERE key IN ('ben','D2'));
DELETE FROM item WHERE key IN ('ben','D2');
UPDATE import SET made=made+2,suppressed=2; INSERT INTO erased SELECT dump FROM import"
id=$(trailbook export | sed -n '/"number":2/s/^{"id":"\([a-z0-9]*\)".*/\1/p')
echo "-- export"
trailbook export --format csv | tr -d '\r' | sed "s/^[a-z0-9]*,/ID,/"
trailbook export | sed -n '/"number":[12],/s/^{"id":"[a-z0-9]*",//p'
trailbook export --format xml | sed -n '/<record>[12]</,/<.event/p'
echo "-- show"
trailbook show "$id" | sed "s/$id/EVENT/"
trailbook show --json "$id" | sed -n '/"erased"/,/}/p'
trailbook show "$id" --dump doors.csv 2>&1 | sed "s/$id/EVENT/"
trailbook show 'person:[erased]' | sed 's/event      [a-z0-9]*/event     /'
echo "-- report"
trailbook report --quiet --out site
grep -rhoE '[^<>]*erased[^<>]*' site/day/*.html | sort | uniq -c | sed 's/^ *//'
tr -d '\r' <site/csv/events.csv | cut -d, -f2,12- | grep erased
tr -d '\r' <site/csv/imports.csv | grep -o '\[erased\]'
sqlite3 trailbook.db "SELECT sha256 IS NULL FROM import_view; SELECT source_id,erased FROM event_view ORDER BY record"
grep -o '[0-9]* suppressed, [^<]*' site/completeness.html
sed -n '/id="erased"/,/<.section>/p' site/integrity.html | sed 's/<[^>]*>/ /g; s/  */ /g; s/^ //; s/ $//; /^$/d'
cat site/csv/erased.csv
trailbook status | grep '^  erased'
trailbook status --json | sed -n '/"erased": {/,/}/p'
grep -rlwE 'anna|ben' site
[ $? = 1 ]
