# A window whose times name no zone is one of the profile's zone, where the profile has one; else of UTC.
sed 's/^time: .*/time: {at: when, formats: [iso], zone: Europe\/Berlin}/' doors.yaml >berlin.yaml
cat >day.csv <<'CSV'
id,when,who,what,door,result
1,2026-03-02T00:30:00,anna,opened,D1,ok
2,2026-03-02T23:30:00,ben,opened,D2,ok
3,2026-03-03T00:30:00,ben,closed,D2,ok
CSV
head -n 3 day.csv >less.csv
import() { trailbook import --db "$1" --profile "$2" --window "$3" "$4" | grep '^  window\|^  outside\|^  absent\|^  taken'; }
trailbook import --quiet --db berlin.db --profile ./berlin.yaml day.csv
import berlin.db ./berlin.yaml 2026-03-02/2026-03-03 less.csv
trailbook import --db berlin.db --profile ./berlin.yaml --window 2026-03-01T23:00:00Z/2026-03-02T23:00:00Z less.csv
# A zone that is written holds, and so does one that is assumed.
import berlin.db ./berlin.yaml 2026-03-02T00:00Z/2026-03-03T00:00Z less.csv
sed 's/Berlin}/Berlin, zone-is: assumed}/' berlin.yaml >assumed.yaml
import assumed.db ./assumed.yaml 2026-03-02/2026-03-03 less.csv
import utc.db ./doors.yaml 2026-03-02/2026-03-03 less.csv
# Where it is told.
trailbook import --json --dry-run --db other.db --profile ./berlin.yaml --window 2026-03-02/2026-03-03 less.csv | grep window
trailbook report --quiet --db berlin.db --out site
cut -d, -f2,7,8 site/csv/imports.csv
sed "s,</td>, &,g; s,<[^>]*>,,g" site/completeness.html | grep -o '2026-03-0[0-9T:Z]* – [befor ]*2026-03-0[0-9T:Z]*' | sort -u
# With --remap what was claimed before is taken back.
trailbook import --db berlin.db --profile ./berlin.yaml --remap --window 2026-03-03/2026-03-04 less.csv | grep '^  window\|^  taken'
trailbook import --db berlin.db --profile ./berlin.yaml --window 2026-03-02T00:00Z/2026-03-02T00:30 less.csv
