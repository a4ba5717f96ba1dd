trailbook import --json --profile ./doors.yaml doors.csv nothing.csv doors-broken.csv empty.csv
