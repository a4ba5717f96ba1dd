sed 's/^items:/itms:/' doors.yaml >wrong.yaml
sed 's/{{door}}/{{dor}}/' doors.yaml >sentence.yaml
trailbook profile check doors.yaml wrong.yaml sentence.yaml nothing.yaml
status=$?
trailbook import --profile ./sentence.yaml doors.csv
exit $status
