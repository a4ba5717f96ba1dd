# What people read fits 80 columns, big numbers too.
awk 'BEGIN { print "id,when,who,what,door,result"
             for (i = 1; i <= 12345; i++)
                 printf "%d,2026-01-05T08:%02d:%02d,anna,opened,D%d,%s\n", i, i / 60 % 60, i % 60, i % 7, i % 5 ? "ok" : "refused"
             print "broken" }' >big.csv
trailbook import --profile ./doors.yaml big.csv 2>/dev/null >out
trailbook import --profile ./doors.yaml --source again --window 2025-01-01/2025-02-01 big.csv 2>/dev/null >>out
trailbook status >>out
trailbook show door:D1 >>out
awk 'length > 80'  out
head -n 19 out
