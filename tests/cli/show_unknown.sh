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
# Without a type: keys that are near, of any.
sed 's/D1/DOOR-1/; s/D2/DOOR-2/' doors.csv >named.csv
trailbook import --quiet --db named.db --profile ./doors.yaml named.csv 2>named.err
trailbook show --db named.db DOOR-7
trailbook show --db named.db DOOR-0007
