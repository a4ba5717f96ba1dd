# What imports, tallies and items count and what is there agree, or no sum of it is told.
command -v sqlite3 >/dev/null || exit 77
versions=$(dirname "$0")/../versions/2
trailbook import --quiet --profile ./doors.yaml doors.csv 2>/dev/null
told() { # SQL VERB...
    cp "${store-trailbook.db}" spoiled.db
    sqlite3 spoiled.db "PRAGMA ignore_check_constraints=1; $1"
    shift
    rm -rf site
    trailbook "$@" --db spoiled.db 2>&1 >/dev/null | sed 's/^trailbook: //; s/^[^(]*damaged//; s/; restore.*//'
    [ ! -e site ] || echo "a report was written"
}
both() {
    told "$1" status
    told "$1" report --quiet --out site
}
echo "events:"
both 'DELETE FROM event WHERE id=3'
both 'DELETE FROM event'
both 'DELETE FROM import'
both 'UPDATE import SET stored=stored-1,duplicate=duplicate+1'
both 'UPDATE import SET removed=1'
told 'DELETE FROM event WHERE id=3' status --json
echo "imports:"
both 'UPDATE import SET records=records+7'
both 'UPDATE import SET made=made+7'
echo "tallies:"
both 'DELETE FROM tally'
both 'UPDATE tally SET counted=counted+1'
both 'UPDATE tally SET outcome=2 WHERE outcome=3'
both 'UPDATE tally SET outcome=outcome+8'
both 'UPDATE event SET flags=flags|4 WHERE id=3'
told 'UPDATE tally SET events=events-1' report --quiet --out site --since 2026-01-01
echo "items:"
both "UPDATE item SET failures=9000000000000000000 WHERE key='D1'"
both "UPDATE item SET failures=2,denials=2 WHERE key='D1'"
told "UPDATE item SET failures=4 WHERE key='D1'" show door
told "DELETE FROM by_item WHERE item=3" show person:anna
told "DELETE FROM by_item WHERE item=3" show person:anna --json
told "DELETE FROM by_item WHERE item=3" report --quiet --out site --item person:anna
told "DELETE FROM by_item WHERE item=3" export --item person:anna
told "UPDATE by_item SET events=NULL WHERE item=3" show person:anna
for change in "DELETE FROM by_item WHERE item=3" "UPDATE by_item SET events=NULL WHERE item=3"; do
    told "$change" report --quiet --out site
    told "$change" report --quiet --single-file site
done
told "UPDATE item SET events=9 WHERE key='D1'" show door:D1
for change in "event SET parties=NULL WHERE id=3" "event SET parties=NULL" "item SET events=9 WHERE key='D1'" \
    "item SET events=0,acted=0 WHERE key='anna'" "item SET events=1 WHERE key='anna'"; do
    told "UPDATE $change" report --quiet --out site
    told "UPDATE $change" report --quiet --single-file site
done
# A day that stands out by its failures, of which there are none.
{
    head -1 doors.csv
    for n in $(seq 10 29); do echo "$n,2026-01-${n}T08:00:00Z,anna,opened,D1,ok"; done
    for n in $(seq 30 59); do echo "$n,2026-01-15T08:$n:00Z,ben,opened,D2,refused"; done
} >peak.csv
trailbook import --quiet --db peak.db --profile ./doors.yaml peak.csv
store=peak.db
told 'UPDATE tally SET day=day+20 WHERE outcome=3' report --quiet --out site
told 'DELETE FROM event WHERE outcome=3' report --quiet --out site
# Before version 3, imports did not count what they took out: that is what is missing, once and for all.
echo "versions:"
sqlite3 old.db <"$versions/store.sql"
store=old.db
both 'UPDATE import SET stored=stored-1,duplicate=duplicate+1 WHERE id=1'
sqlite3 old.db 'UPDATE import SET records=records+1,mapped=mapped+1,made=made+1,stored=stored+1 WHERE id=1'
trailbook status --db old.db | grep -w removed
told '' report --quiet --out site
trailbook import --quiet --db old.db --profile ./doors.yaml --source other doors.csv
trailbook status --db old.db | grep -w removed
both 'DELETE FROM event WHERE id=3'
both "DELETE FROM meta WHERE name='removed_before'; UPDATE import SET stored=stored-2,duplicate=duplicate+2 WHERE id=1"
