trailbook import --quiet --profile ./doors.yaml doors.csv
trailbook show door:D1
trailbook show person:anna --since 2026-01-05T08:30:00Z
