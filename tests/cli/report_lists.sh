# days.csv has every event; a single reject is told as one; silent days in a row are a range.
sed '2s/2026-01-05/2026-01-01/' doors.csv >long.csv
head -n 3 doors-broken.csv >one.csv
trailbook import --quiet --profile ./doors.yaml long.csv
trailbook import --quiet --source broken --profile ./doors.yaml one.csv 2>/dev/null
trailbook report --quiet --out site
cat site/csv/days.csv
grep -o '<p class="lede">.*' site/rejects.html
grep -o '[A-Z][a-z][a-z] [0-9]* January[^<]*to [^<]*' site/completeness.html
