# Other identity rules for a source would store its events twice.
trailbook import --quiet --profile ./doors.yaml doors.csv
sed 's/^identity: .*/identity: {fields: [when, door]}/' doors.yaml >other.yaml
trailbook import --profile ./other.yaml doors-february.csv
echo "exit $?"
# A source that no event came from is bound by no rules yet.
head -n 1 doors.csv >header.csv
trailbook import --quiet --db none.db --profile ./doors.yaml header.csv
trailbook import --quiet --db none.db --profile ./other.yaml doors-february.csv
echo "exit $?"
