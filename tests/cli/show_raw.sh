# The record behind an event, from the dump, whatever it is packed in.
trailbook import --quiet --profile ./doors.yaml doors.csv
event=v4ywyrdhsbn5ffhz
trailbook show $event --dump doors.csv; echo
gzip -nc doors.csv >packed.gz
trailbook show $event --dump packed.gz; echo
{ cat doors.csv; echo '9,2026-01-06T00:00:00Z,ben,opened,D1,ok'; } >longer.csv
trailbook show $event --dump longer.csv; echo
trailbook show $event --dump doors-february.csv
echo "exit $?" >&2
trailbook show $event --dump nothing.csv
# They are no JSON.
trailbook show $event --dump doors.csv --json
