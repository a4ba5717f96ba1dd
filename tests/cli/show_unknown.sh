# An unknown item gets near ones.
trailbook import --quiet --profile ./doors.yaml doors.csv
try() { trailbook show "$1"; echo "exit $?" >&2; }
try person:ann
try door:D7
try doors:D1
try wholly:unknown
try doors
try wholly:
try aaaaaaaa
try short
# Of a mistyped type.
try dor
try persn:anna
try preson:
try personal1
