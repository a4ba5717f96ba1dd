# A signal rolls the dump at hand back and says so; the run ends as one that was stopped, even while
# it waits for its input.
trailbook import --quiet --profile ./doors.yaml doors.csv
trailbook export >before
mkfifo pipe
run() {
    trailbook import --quiet --profile ./doors.yaml - <pipe &
    run=$!
    exec 3>pipe
}
stop() {
    kill -$1 $run
    { wait $run; } 2>/dev/null
    echo "exit $?"
    exec 3>&-
    trailbook export | cmp - before && echo "the store is as it was"
}
run
head -n 3 doors-february.csv >&3
while kill -0 $run && ! grep -q '^SigCgt:.*[4-7c-f]...$' /proc/$run/status; do sleep 0.02; done # until it hears SIGTERM
stop TERM
run
awk 'BEGIN { print "id,when,who,what,door,result"
             for (i = 100; i < 10100; i++) printf "%d,2026-01-05T08:00:00Z,anna,opened,D1,ok\n", i }' >&3
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    trailbook import --dry-run --quiet --profile ./doors.yaml doors.csv 2>message
    [ $? = 5 ] && break
    sleep 0.1
done
stop HUP
