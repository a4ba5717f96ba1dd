# Events outside the claimed window are told, be they stored already or not.
trailbook import --quiet --profile ./doors.yaml doors.csv
trailbook import --profile ./doors.yaml --window 2026-01-05T08:03/2026-02-01 doors.csv
