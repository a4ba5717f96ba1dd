# A full disk behind stdout is an error; a reader that has gone is none.
trailbook profile list >/dev/full
echo "exit $?" >&2
trailbook import --profile ./doors.yaml doors.csv >/dev/full
echo "exit $?" >&2
trailbook export >/dev/full
echo "exit $?" >&2
{ trailbook export; echo "exit $?" >&2; } | :
