# All is counted and nothing kept.
trailbook import --dry-run --profile ./doors.yaml doors.csv doors-february.csv
ls | grep '[.]db' || echo no store
