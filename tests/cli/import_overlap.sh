# Without ids, identical records of two dumps are the same events; of parts they are all real.
trailbook import --db one.db --profile ./steps.yaml steps-a.csv steps-b.csv
trailbook import --db two.db --profile ./steps.yaml --parts steps-a.csv steps-b.csv
trailbook import --db two.db --profile ./steps.yaml --parts steps-a.csv steps-b.csv
