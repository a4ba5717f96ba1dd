# A stored id with another content is a conflict, and makes exit status 3.
trailbook import --quiet --profile ./doors.yaml doors.csv
trailbook import --profile ./doors.yaml doors-late.csv
