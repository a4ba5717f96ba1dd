# Rejects are told with their place, and make exit status 3.
trailbook import --profile ./doors.yaml doors-broken.csv
