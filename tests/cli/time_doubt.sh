# Local times that occurred twice or never, and times that cannot be kept, say so wherever an event is shown.
sed 's/formats: .*/formats: [iso, "%d.%m.%Y %H:%M"], zone: Europe\/Berlin, zone-is: stated}/' doors.yaml >berlin.yaml
head -n 1 doors.csv >clocks.csv
cat >>clocks.csv <<'END'
1,28.03.2026 02:30,anna,opened,D1,ok
2,29.03.2026 02:30,anna,opened,D1,ok
3,25.10.2026 02:30,anna,opened,D1,ok
4,9999-12-31T00:00:00Z,anna,opened,D1,ok
END
trailbook import --profile ./berlin.yaml clocks.csv 2>/dev/null
trailbook import --dry-run --json --profile ./berlin.yaml clocks.csv 2>/dev/null --db other.db | grep ambiguous
trailbook profile explain --profile ./berlin.yaml --record 2 clocks.csv | grep -A 1 ^time
trailbook export --format csv | cut -d, -f 3,4,5,8
trailbook export --format xml | grep -c '<time_doubt>ambiguous<'
command -v sqlite3 >/dev/null || exit 77
sqlite3 trailbook.db "SELECT source_id,time_doubt FROM event_view ORDER BY 1"
trailbook export --format jsonl | grep -c '"time_doubt":"out of range"'
trailbook report --quiet --out site && cut -d, -f 2-5 site/csv/events.csv | grep -c ',ambiguous'
