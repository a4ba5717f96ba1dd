# Whatever a retry leaves is told with its reason; a declared encoding counts for the bytes that were
# kept, and where it changes how the source is read, what to do is said.
{ cat doors.csv; printf '92,2026-01-08T09:00:00Z,J\366rg,opened,D1,ok\n'; } >mixed.csv
sed 's/^read: .*/read: {format: csv, encoding: windows-1252}/' doors.yaml >windows.yaml
trailbook import --quiet --profile ./doors.yaml mixed.csv
trailbook rejects retry --profile ./doors.yaml
trailbook rejects retry --json --profile ./doors.yaml | grep -A 6 reasons
trailbook rejects retry --profile ./windows.yaml
trailbook import --remap --profile ./windows.yaml mixed.csv | grep -E 'records|made'
trailbook rejects list
