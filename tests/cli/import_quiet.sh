# Quiet says nothing, unless something needs attention that the exit status does not tell.
trailbook import --quiet --profile ./doors.yaml doors.csv doors-broken.csv
echo "exit $?"
sed '/^2,/d' doors.csv >later.csv
trailbook import --quiet --profile ./doors.yaml --window 2026-01-01/2026-02-01 later.csv
echo "exit $?"
head -n 1 doors.csv >header.csv
trailbook import --quiet empty.csv
trailbook import --quiet --profile ./doors.yaml header.csv
echo "exit $?"
trailbook import --quiet --profile ./doors.yaml doors.csv
sed '2,$s/2026-[^,]*,/yesterday,/' doors-february.csv >untimed.csv
trailbook import --quiet --source other --profile ./doors.yaml untimed.csv
echo "exit $?"
