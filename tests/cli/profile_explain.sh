trailbook profile explain --profile ./doors.yaml doors.csv
trailbook profile explain --profile ./doors.yaml --record 2 doors-broken.csv
echo "exit $?" >&2
trailbook profile explain --profile ./doors.yaml --record 2 doors.csv | grep -A 1 sentence
trailbook profile explain --profile ./doors.yaml --record 99 doors.csv
