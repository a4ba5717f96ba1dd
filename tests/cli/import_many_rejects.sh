# Only the first few are told.
awk 'BEGIN { print "id,when,who,what,door,result"; print "1,2026-01-05T08:00:00Z,anna,opened,D1,ok"
             for (i = 0; i < 1200; i++) print "broken" }' >many.csv
trailbook import --profile ./doors.yaml many.csv
