trailbook import --quiet --profile ./doors.yaml doors.csv doors-february.csv doors-late.csv doors-broken.csv 2>/dev/null
trailbook import --quiet --profile ./steps.yaml steps-a.csv
trailbook status
