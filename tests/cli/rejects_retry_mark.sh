# A byte order mark in the middle, as of files that were put one after another: alone it is no record.
{ cat doors.csv; printf '\357\273\277\n'; } >doors-marked.csv
printf '{"t":"2026-01-01T00:00:00Z","a":"x"}\n\357\273\277\n' >marked.jsonl
trailbook import --quiet --profile ./doors.yaml doors-marked.csv
trailbook import --quiet --db json.db --profile ./p.yaml marked.jsonl
trailbook rejects retry --profile ./doors.yaml
trailbook rejects retry --db json.db --profile ./p.yaml
