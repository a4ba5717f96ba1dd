trailbook import --quiet --profile ./doors.yaml doors-broken.csv
trailbook rejects list
trailbook rejects list --verbose
trailbook rejects list --json
