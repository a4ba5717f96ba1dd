# A dump in two encodings, read as UTF-8 first: what cannot be read is rejected.  Read again with the
# right encoding, its rejects are solved and its events renewed, so that nothing is there twice.
{ cat doors.csv; printf '91,2026-01-08T08:00:00Z,J\303\266rg,opened,D1,ok\n'
  printf '92,2026-01-08T09:00:00Z,J\366rg,opened,D1,ok\n'; } >mixed.csv
sed 's/^read: .*/read: {format: csv, encoding: windows-1252}/' doors.yaml >windows.yaml
trailbook import --profile ./doors.yaml mixed.csv | grep -E 'records|made'
trailbook import --remap --profile ./windows.yaml mixed.csv
trailbook status | grep -E 'rejects|solved|stale'
trailbook rejects list
sh as_fresh.sh trailbook.db --profile ./windows.yaml mixed.csv
