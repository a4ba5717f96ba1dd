# Other identity rules for a source would store its events twice.
trailbook import --quiet --profile ./doors.yaml doors.csv
sed 's/^identity: .*/identity: {fields: [when, door]}/' doors.yaml >other.yaml
trailbook import --profile ./other.yaml doors-february.csv
