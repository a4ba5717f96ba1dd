# Other identity rules are taken over by --remap, without storing an event twice.
trailbook import --quiet --profile ./doors.yaml doors.csv
sed 's/^identity: .*/identity: {fields: [when, door]}/' doors.yaml >other.yaml
trailbook import --remap --profile ./other.yaml doors.csv
sh as_fresh.sh trailbook.db --profile ./other.yaml doors.csv
# Of two dumps, one is renewed: how many events wait for the other is told, until it is read too.
sed 's/^1,/11,/; s/^2,/12,/; s/2026-01-05/2026-01-06/' doors.csv >next.csv
trailbook import --quiet --db two.db --profile ./doors.yaml doors.csv next.csv
trailbook import --db two.db --remap --profile ./other.yaml doors.csv | tail -n 2
trailbook status --db two.db | grep stale
trailbook import --db two.db --remap --profile ./other.yaml next.csv | grep stale || echo "none is stale"
