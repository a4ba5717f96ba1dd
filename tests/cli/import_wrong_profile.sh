# A file of another kind has no records by a named profile: not an import.  A header alone is one.
echo x >x.txt
trailbook import --profile ./doors.yaml x.txt
head -n 1 doors.csv >header.csv
trailbook import --profile ./doors.yaml header.csv
