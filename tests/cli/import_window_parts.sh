# What an export in parts lacks is missing from all of them, though it is found at the end of the last one.
trailbook import --quiet --profile ./doors.yaml doors.csv 2>/dev/null
head -n 2 doors.csv >a.csv
sed -n '1p; 5p' doors.csv >b.csv
trailbook import --profile ./doors.yaml --window 2026-01-05/2026-01-06 --parts a.csv b.csv | grep '^[a-z]\|absent'
trailbook import --quiet --remap --profile ./doors.yaml --window 2026-01-05/2026-01-06 --parts a.csv b.csv 2>&1
echo "one part's window is taken back, and the last that still claims is empty:"
head -n 1 doors.csv >nothing.csv
sed -n '1p; 4p' doors.csv >c.csv
rm trailbook.db
trailbook import --quiet --profile ./doors.yaml doors.csv 2>/dev/null
trailbook import --quiet --profile ./doors.yaml --window 2026-01-05/2026-01-06 --parts a.csv nothing.csv c.csv 2>&1
trailbook import --profile ./doors.yaml --remap c.csv | grep taken
trailbook status | grep absent
