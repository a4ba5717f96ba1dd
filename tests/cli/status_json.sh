trailbook import --quiet --profile ./doors.yaml doors.csv
trailbook status --json | grep -v '"bytes"'
