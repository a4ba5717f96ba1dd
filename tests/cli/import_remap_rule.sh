# Other identity rules are taken over by --remap, without storing an event twice.
trailbook import --quiet --profile ./doors.yaml doors.csv
sed 's/^identity: .*/identity: {fields: [when, door]}/' doors.yaml >other.yaml
trailbook import --remap --profile ./other.yaml doors.csv
sh as_fresh.sh trailbook.db --profile ./other.yaml doors.csv
# Of two dumps, one is renewed: how many events wait for the other, and its name, are told until it is read
# too; no other dump is taken until then.
sed 's/^1,/11,/; s/^2,/12,/; s/2026-01-05/2026-01-06/' doors.csv >next.csv
trailbook import --quiet --db two.db --profile ./doors.yaml doors.csv next.csv
trailbook import --db two.db --remap --profile ./other.yaml doors.csv | tail -n 2
trailbook status --db two.db | grep stale
trailbook status --db two.db --json | grep -A 3 stale
sed 's/2026-01-05/2026-01-07/' doors.csv >new.csv
trailbook import --db two.db --profile ./other.yaml new.csv
trailbook import --db two.db --remap --profile ./other.yaml next.csv | grep stale || echo "none is stale"
# Of many, the first are named.
for day in 10 11 12 13 14; do sed "s/2026-01-05/2026-01-$day/" doors.csv >day$day.csv; done
trailbook import --quiet --db many.db --profile ./doors.yaml day*.csv 2>more.err
trailbook import --db many.db --remap --profile ./other.yaml day12.csv 2>>more.err | tail -n 1
