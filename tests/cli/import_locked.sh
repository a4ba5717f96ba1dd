# While another run writes, exit status 5.
trailbook import --quiet --profile ./doors.yaml doors.csv
mkfifo pipe
trailbook import --quiet --profile ./doors.yaml - <pipe &
exec 3>pipe
awk 'BEGIN { print "id,when,who,what,door,result"
             for (i = 100; i < 10100; i++) printf "%d,2026-01-05T08:00:00Z,anna,opened,D1,ok\n", i }' >&3
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    trailbook import --dry-run --quiet --profile ./doors.yaml doors-february.csv 2>message
    status=$?
    [ "$status" = 5 ] && break
    sleep 0.1
done
cat message >&2
echo "exit $status"
exec 3>&-
wait $!
trailbook status | head -n 4
