# A full disk behind stdout is an error, and so is none at all; a reader that has gone is none.
trailbook profile list >/dev/full
echo "exit $?" >&2
trailbook import --profile ./doors.yaml doors.csv >/dev/full
echo "exit $?" >&2
trailbook export >/dev/full
echo "exit $?" >&2
for verb in status export "show door:D1" "rejects list" "profile show okta" "import --profile ./doors.yaml doors.csv"; do
    trailbook $verb >&-
    echo "$verb: exit $?" >&2
done
trailbook import --quiet --profile ./doors.yaml doors-february.csv >&-
echo "nothing to print: exit $?" >&2
{ trailbook export; echo "exit $?" >&2; } | :
