# A type alone lists its items, by key.
trailbook import --quiet --profile ./doors.yaml doors.csv
trailbook show door
trailbook show door:
trailbook show person --json
trailbook show door --since 2026-01-01
echo "exit $?"
