# The second night: a dump that is in already says what it left behind, until that is solved; not with --quiet.
trailbook import --quiet --profile ./doors.yaml doors-broken.csv
trailbook import --quiet --profile ./doors.yaml doors.csv doors-late.csv
echo "exit $?"
trailbook import --quiet --profile ./doors.yaml doors-broken.csv
echo "exit $?"
trailbook import --profile ./doors.yaml doors-broken.csv doors.csv
echo "exit $?"
trailbook import doors-broken.csv
trailbook import --json doors-broken.csv | grep -e result -e waiting
trailbook import --profile ./doors.yaml - <doors-broken.csv
# Both at once, in a store of another name.
{ cat doors.csv; tail -n 3 doors-broken.csv; echo 2,2026-01-05T08:00:00Z,eve,opened,D9,ok; } >both.csv
trailbook import --quiet --db other.db --profile ./doors.yaml both.csv
