# Two versions of an event on two days: the day that lost it has none, whichever came first.
printf '%s\n' 'profile: keys' 'title: Keys' 'detect: {format: json, has: [id, key]}' 'read: {format: json}' \
    'time: {at: ts, formats: [iso]}' 'identity: {id: id}' 'action: did' >keys.yaml
printf '%s\n' '{"id":"1","ts":"2026-03-01T09:00:00Z","did":"turned","key":"K1"}' >poor.jsonl
printf '%s\n' '{"id":"1","ts":"2026-03-02T09:00:00Z","did":"lost","key":"K1","by":"ada"}' >rich.jsonl
trailbook import --quiet --db one.db --profile ./keys.yaml poor.jsonl
trailbook import --quiet --db one.db --profile ./keys.yaml rich.jsonl
trailbook import --quiet --db other.db --profile ./keys.yaml rich.jsonl
trailbook import --quiet --db other.db --profile ./keys.yaml poor.jsonl
for db in one other; do
    trailbook status --db $db.db | sed -n '/actions/p'
done
