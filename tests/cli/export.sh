# Two stores that hold the same are equal in this form, however they came to it.
trailbook import --quiet --db one.db --profile ./doors.yaml doors.csv doors-late.csv doors-february.csv 2>/dev/null
trailbook import --quiet --db two.db --profile ./doors.yaml doors-february.csv doors-late.csv doors.csv 2>/dev/null
trailbook export --db one.db --canonical >one
trailbook export --db two.db --canonical >two
cmp one two && wc -l <one
trailbook export --db one.db --format csv --item door:D2 | wc -l
trailbook export --db one.db --format csv --action closed --until 2026-02-01 | wc -l
