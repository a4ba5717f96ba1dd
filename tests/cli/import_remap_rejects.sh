# A record that a profile rejects, and a better one still: it waits once, as the later import's.
printf '6,2026-01-05T10:00:00Z,carl,jammed,D1,ok\n' >>doors.csv
sed 's/^action: what/action: {path: what, match: "^(opened)$"}/' doors.yaml >narrow.yaml
sed 's/^action: what/action: {path: what, match: "^(opened|closed)$"}/' doors.yaml >wider.yaml
trailbook import --quiet --profile ./narrow.yaml doors.csv 2>/dev/null
trailbook status | grep -E 'rejects|solved'
trailbook import --remap --profile ./wider.yaml doors.csv
trailbook status | grep -E 'rejects|solved'
trailbook rejects list --all
trailbook rejects retry --remap --profile ./doors.yaml
trailbook status | grep -E 'records|rejects|solved'
trailbook rejects list --all
sh as_fresh.sh trailbook.db --profile ./doors.yaml doors.csv
