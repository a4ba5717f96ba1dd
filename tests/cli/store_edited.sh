# What another program's edit refuses is told as that: nothing was changed, and what to do.
command -v sqlite3 >/dev/null || exit 77
for edit in "CREATE UNIQUE INDEX one ON reject(import)" \
    "CREATE TRIGGER kept BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT,'keep out'); END"; do
    rm -f trailbook.db
    trailbook import --quiet --profile ./doors.yaml doors.csv
    sqlite3 trailbook.db "$edit"
    trailbook export --canonical >before
    trailbook import --quiet --profile ./doors.yaml doors-broken.csv 2>&1
    echo "exit $?"
    trailbook export --canonical | cmp - before
done
