mkdir -p dumps/inner
cp doors.csv dumps/b.csv
cp doors-february.csv dumps/inner/a.csv
trailbook import --profile ./doors.yaml dumps
