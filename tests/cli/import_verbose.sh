trailbook import --verbose --profile ./doors.yaml doors.csv
sha256sum doors.csv
