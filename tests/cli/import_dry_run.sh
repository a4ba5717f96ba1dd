# All is counted as it would be stored and nothing kept; a dump that fails leaves nothing to the next.
trailbook import --dry-run --profile ./doors.yaml doors.csv doors-february.csv doors.csv
ls | grep '[.]db' || echo no store
{ cat doors-february.csv; echo broken; echo broken; echo broken; } >bad.csv
try() {
    trailbook import "$@" --db t.db --max-rejects 50% --profile ./doors.yaml bad.csv doors-february.csv doors-broken.csv doors.csv 2>&1
}
trailbook import --quiet --db t.db --profile ./doors.yaml doors-late.csv
before=$(cksum <t.db)
try --dry-run | sed 's/  (dry run.*//; s/\([0-9]\) tried/\1 imported/' >tried
[ "$before" = "$(cksum <t.db)" ] && echo not touched
try >done
diff tried done && echo as tried
sed -n '/^bad/p; /^total/,$p' done
# What is not kept is nowhere to be looked at.
awk 'BEGIN { print "id,when,who,what,door,result"; print "1,2026-01-05T08:00:00Z,anna,opened,D1,ok"
             for (i = 0; i < 7; i++) print "broken" }' >many.csv
trailbook import --dry-run --profile ./doors.yaml many.csv 2>&1 | tail -1
trailbook import --dry-run --quiet --profile ./doors.yaml many.csv 2>&1
