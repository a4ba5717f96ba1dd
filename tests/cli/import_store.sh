# The store is no dump of its own: by name it is refused, in a folder it is passed over.
trailbook import --profile ./doors.yaml --quiet doors.csv
trailbook import --profile ./doors.yaml --parts doors-late.csv trailbook.db
trailbook import --profile ./doors.yaml --quiet - <trailbook.db
mkdir dumps
cp doors-late.csv dumps
trailbook import --db dumps/new.db --profile ./doors.yaml --quiet dumps/doors-late.csv
ln dumps/new.db dumps/hard
trailbook import --db dumps/new.db --profile ./doors.yaml dumps
