# A report in one file takes the place of nothing but such a report.
trailbook import --quiet --profile ./doors.yaml doors.csv
trailbook report --quiet --out site
ln -s . here
ln trailbook.db hard.db
ln -s trailbook.db soft.db
mkdir parts && : >parts/trailbook.db-journal
sums() { sha256sum trailbook.db doors.csv doors.yaml site/index.html site/csv/days.csv; }
sums >before
for file in trailbook.db ./here/trailbook.db "$PWD/trailbook.db" hard.db soft.db doors.csv doors.yaml site/index.html \
    site/csv/days.csv trailbook.db-journal here/trailbook.db-wal soft.db-journal hard.db-shm; do
    trailbook report --single-file "$file" 2>&1 | sed "s|$PWD|PWD|"
done
sums | cmp - before && ls
# One of its own, an empty file and a name that only looks like a journal's are fine.
: >empty.html
for file in one.html one.html empty.html parts/trailbook.db-journal; do
    trailbook report --quiet --single-file "$file" --item door:D1 && grep -c '^<!doctype html>' "$file"
done
# A folder of the report that became a link to another is not written, read or emptied through.
mv site/day elsewhere && ln -s ../elsewhere site/day
ls elsewhere >before && : >elsewhere/mine
for change in doors-february.csv doors-late.csv; do
    trailbook import --quiet --profile ./doors.yaml $change 2>import.txt
    trailbook report --quiet --out site 2>&1 | sed "s|$PWD|PWD|"
done
trailbook report --quiet --out site --item door:D1 2>&1 | sed "s|$PWD|PWD|"
ls elsewhere | grep -v mine | cmp - before
rm site/day && mv elsewhere site/day && trailbook report --quiet --out site && ls site/day
