# An import waits for a run that reads the store, and keeps others out meanwhile: they end with exit status 5.
awk 'BEGIN { print "id,when,who,what,door,result"
             for (i = 100; i < 3100; i++) printf "%d,2026-01-05T08:00:00Z,anna,opened,D1,ok\n", i }' >many.csv
trailbook import --quiet --profile ./doors.yaml many.csv
# What is exported is more than a pipe takes in.
mkfifo pipe
trailbook export >pipe &
exec 3<pipe
head -c 1 <&3 >first
(trailbook import --quiet --profile ./doors.yaml doors-february.csv; echo "import $?" >import) &
waits=$!
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    trailbook status >status 2>message
    status=$?
    [ "$status" = 5 ] && break
    sleep 0.1
done
cat message >&2
echo "status $status"
trailbook import --quiet --profile ./doors.yaml doors-february.csv
echo "second import $?"
cat <&3 >rest
exec 3<&-
wait "$waits"
cat import
cat first rest | wc -l | tr -d ' '
trailbook status | sed -n 2p
