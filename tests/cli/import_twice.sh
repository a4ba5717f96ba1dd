# The same bytes again are a no-op that says so: from a file, a pipe, under another name.
trailbook import --quiet --profile ./doors.yaml doors.csv
trailbook import --profile ./doors.yaml doors.csv
trailbook import --profile ./doors.yaml - <doors.csv
cp doors.csv copy.csv
gzip -n doors.csv
trailbook import --profile ./doors.yaml copy.csv doors.csv.gz
trailbook status
