trailbook import --quiet --profile ./doors.yaml doors.csv
trailbook status --json | grep -v '"bytes"'
# What the store holds is told in whatever order its dumps were read again; the sums are those of the last readings.
sed 's/,opened,D1,ok/,opened,D1,refused/' doors.csv >late.csv
trailbook import --quiet --profile ./doors.yaml late.csv 2>/dev/null
trailbook import --quiet --profile ./doors.yaml --remap doors.csv late.csv 2>/dev/null
trailbook status | grep -E 'conflicts|untimed'
trailbook status --json | grep -E '"(conflicts|untimed|stored|duplicate)"'
