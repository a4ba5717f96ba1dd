trailbook import --profile ./doors.yaml doors.csv
