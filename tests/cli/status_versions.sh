# The time of a store, and of its sources, is that of the events that count: no superseded version's.
printf '%s\n' 'profile: keys' 'title: Keys' 'detect: {format: json, has: [id, key]}' 'read: {format: json}' \
    'time: {at: ts, formats: [iso]}' 'identity: {id: id}' 'action: did' >keys.yaml
printf '%s\n' '{"id":"1","ts":"2026-02-01T09:00:00Z","did":"turned","key":"K1"}' \
    '{"id":"2","ts":"2026-03-01T08:00:00Z","did":"turned","key":"K2"}' \
    '{"id":"3","ts":"2026-03-01T23:30:00.5Z","did":"turned","key":"K3"}' \
    '{"id":"4","ts":"2026-03-05T09:00:00Z","did":"turned","key":"K4"}' >poor.jsonl
printf '%s\n' '{"id":"1","ts":"2026-03-01T10:00:00Z","did":"turned","key":"K1","by":"ada"}' \
    '{"id":"4","ts":"2026-03-01T11:00:00Z","did":"lost","key":"K4","by":"ada"}' >rich.jsonl
trailbook import --quiet --profile ./keys.yaml poor.jsonl
trailbook status | grep time
trailbook import --quiet --profile ./keys.yaml rich.jsonl
trailbook import --quiet --profile ./steps.yaml steps-a.csv
trailbook status | grep time
trailbook status --json | grep -E '"(first|last|source)"'
# Nothing has a known time; then on the first and the last day that has one.
printf '%s\n' '{"id":"9","ts":"never","did":"turned","key":"K9"}' >never.jsonl
trailbook import --quiet --db never.db --profile ./keys.yaml never.jsonl
trailbook status --db never.db | grep time
printf '%s\n' '{"id":"8","ts":"1678-01-01T00:00:00Z","did":"turned","key":"K9"}' \
    '{"id":"7","ts":"2262-04-11T23:47:15Z","did":"turned","key":"K9"}' >far.jsonl
trailbook import --quiet --db never.db --profile ./keys.yaml far.jsonl
trailbook status --db never.db | grep time
