# Other identity rules are taken over by --remap, without storing an event twice.
trailbook import --quiet --profile ./doors.yaml doors.csv
sed 's/^identity: .*/identity: {fields: [when, door]}/' doors.yaml >other.yaml
trailbook import --remap --profile ./other.yaml doors.csv
trailbook import --quiet --db fresh.db --profile ./other.yaml doors.csv
trailbook export --canonical >remapped
trailbook export --db fresh.db --canonical | cmp - remapped && echo equal
