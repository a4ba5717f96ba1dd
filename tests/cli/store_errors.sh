# Stores that cannot be.
try() { trailbook "$@"; echo "exit $?" >&2; }
try status
try show door:D1 --db nothing.db
try import --db no/such/folder.db --profile ./doors.yaml doors.csv
try import --db doors.csv --profile ./doors.yaml doors.csv
mkdir folder
try status --db folder
TRAILBOOK_DB=elsewhere.db trailbook status
