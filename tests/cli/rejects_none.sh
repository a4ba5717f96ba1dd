trailbook import --quiet --profile ./doors.yaml doors.csv
trailbook rejects list
trailbook rejects export
