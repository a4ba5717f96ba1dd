# Values that mean nothing are told with an example of one that does.
try() { trailbook "$@"; echo "exit $?" >&2; }
try import --window 2026-01-01 doors.csv
try import --window 2026-02-01/2026-01-01 doors.csv
try import --window yesterday/today doors.csv
try import --max-rejects many doors.csv
try import --max-rejects 101% doors.csv
try import --max-rejects -1 doors.csv
try import --profile nothing doors.csv
try import --profile ./nothing.yaml doors.csv
trailbook import --quiet --profile ./doors.yaml doors.csv
try show doo
try show doors:
try export --since tomorrow
try export --since 2026-02-01 --until 2026-01-01
try export --format pdf
try export --item D9
try profile explain doors.csv --record 0
