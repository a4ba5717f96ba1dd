# What a later dump of the same time lacks is kept and told; what lies outside the window too.
trailbook import --quiet --profile ./doors.yaml doors.csv
sed '/^2,/d; /^3,/d; s/^5,not a time/7,2026-03-01T00:00:00Z/' doors.csv >later.csv
trailbook import --profile ./doors.yaml --window 2026-01-01/2026-02-01 later.csv
trailbook import --profile ./doors.yaml --window 2026-01-01/2026-02-01 later.csv
trailbook status
