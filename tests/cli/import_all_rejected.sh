# The wrong profile: nothing is stored, not even the store.
sed 's/what: heartbeat/what: nothing/; s/^action: what/action: nothing/' doors.yaml >wrong.yaml
trailbook import --profile ./wrong.yaml doors.csv
echo "exit $?" >&2
ls | grep '[.]db' || echo no store
