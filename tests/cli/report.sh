# The report is written, left alone when nothing changed, and brought up to date.
trailbook import --quiet --profile ./doors.yaml doors.csv
trailbook report --out site | sed 's/[0-9][0-9.,]* *[a-zA-Z]*B$/SIZE/; s/[0-9][0-9]*/N/g'
trailbook report --out site | grep -o ' 0 written'
ls site | grep index.html
trailbook import --quiet --profile ./doors.yaml doors-february.csv
trailbook report --out site | grep -c ' 0 written'
trailbook report
echo "exit $?" >&2
trailbook report --out site --single-file one.html
echo "exit $?" >&2
trailbook report --out site --item door:D9
echo "exit $?" >&2
trailbook report --out doors.csv
