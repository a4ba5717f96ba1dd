# Times that no format reads are told with one of them and the formats.
sed 's/formats: .*/formats: [iso, "%d.%m.%Y"]}/' doors.yaml >doors2.yaml
sed '3s/2026[^,]*/last Monday/; 5s/2026[^,]*/soon/' doors.csv >some.csv
sed 's/not a time//; s,2026-\(..\)-\(..\)T,\1/\2/2026 ,' doors.csv >none.csv
sed 's/not a time//; s/,2026[^,]*,/,,/' doors.csv >empty.csv
head -n 3 none.csv
for dump in some none empty; do
    trailbook import --db $dump.db --profile ./doors2.yaml $dump.csv
    echo "exit $?"
done
trailbook import --json --dry-run --db json.db --profile ./doors2.yaml none.csv | grep -A 4 '"times"'
# The record that the message names, explained.
trailbook profile explain --profile ./doors2.yaml --record 2 some.csv | grep -A 2 ^time
# The right formats, later, as if they had been there at first.
sed 's,formats: .*,formats: ["%m/%d/%Y %H:%M:%SZ"\, "%m/%d/%Y %H:%M:%S"]},' doors.yaml >doors3.yaml
trailbook import --db none.db --remap --profile ./doors3.yaml none.csv >remap.out 2>remap.err
echo "exit $?"
grep untimed remap.out
cat remap.err >&2
# An id that no record has.
sed 's/^identity: .*/identity: {id: {first: [number, key]}}/' doors.yaml >ids.yaml
trailbook import --db ids.db --profile ./ids.yaml doors.csv
# A kind of dump that comes with ids and without: its profile knows.
printf 'Event Date,Category,Description,User\n2025-10-01 3:34:47 PM,Portal.Login,Signed in,10.0.0.1\n' >grid.csv
trailbook import --quiet --db qlm.db grid.csv 2>&1
echo "exit $?"
