# A mistyped word gets a suggestion, on stderr, with exit status 2.
try() { trailbook "$@"; echo "exit $?" >&2; }
try imprt doors.csv
try frobnicate
try rejects lst
try rejects
try import --widnow 2026-01-01/2026-02-01 doors.csv
try import --xyzzy doors.csv
try report --parts
try import --dry-run=yes doors.csv
try import doors.csv --profile
try import --profile= doors.csv
try import
try status here
try show
try profile show okta-system-lgo
try "$(printf '%0150d' 0)" # near nothing
