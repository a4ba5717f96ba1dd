# The same feed under two names is two feeds.
trailbook import --profile ./doors.yaml --source north doors.csv
trailbook import --profile ./doors.yaml --source south doors.csv
trailbook status
