# The bytes as they stood.
trailbook import --quiet --profile ./doors.yaml doors-broken.csv 2>/dev/null
trailbook rejects export
trailbook rejects export --out out
ls out
cat out/rejects.csv
od -An -c out/00000002.record
trailbook rejects export --out doors.csv/out
# Where the bytes themselves are printed there is no --json.
trailbook rejects export --out new --json
trailbook rejects export --json
echo "exit $?"
trailbook export --json 2>&1
echo "exit $?"
trailbook export --help | grep -c -e --json
# A spreadsheet takes no name of a dump for a formula.
cp doors-broken.csv '=1+1,2.csv'
trailbook import --quiet --db other.db --profile ./doors.yaml '=1+1,2.csv' 2>/dev/null
trailbook rejects export --db other.db --out other
cut -d , -f 1-4 other/rejects.csv
