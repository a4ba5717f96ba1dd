# Without ids, identical records of two dumps are the same events; of parts they are all real.
trailbook import --db one.db --profile ./steps.yaml steps-a.csv steps-b.csv
trailbook import --db two.db --profile ./steps.yaml --parts steps-a.csv steps-b.csv
trailbook import --db two.db --profile ./steps.yaml --parts steps-a.csv steps-b.csv
echo "whatever was read first:"
trailbook import --quiet --db two.db --profile ./steps.yaml steps-a.csv steps-b.csv
trailbook import --quiet --db one.db --profile ./steps.yaml --parts steps-a.csv steps-b.csv
trailbook import --db one.db --profile ./steps.yaml --parts steps-a.csv steps-b.csv
trailbook import --quiet --db three.db --profile ./steps.yaml steps-a.csv
trailbook import --quiet --db three.db --profile ./steps.yaml --parts steps-a.csv steps-b.csv
for db in two one three; do
    trailbook export --canonical --db $db.db >$db
    cmp two $db
done
trailbook status --db one.db | grep events
