# A dump that holds an event with an id twice is remapped like any other: the event once.
profile() {
    printf '%s\n' 'profile: keys' 'title: Keys' 'detect: {format: json, has: [id, key]}' 'read: {format: json}' 'time: {at: ts, formats: [iso]}' \
        'identity: {id: id}' 'action: did' 'items:' "  - {role: $1, type: key, key: key}" >keys.yaml
}
printf '%s\n' '{"id":"1","ts":"2026-03-01T09:00:00Z","did":"turned","key":"K1"}' >once.jsonl
cat once.jsonl once.jsonl >twice.jsonl
profile target
trailbook import --quiet --profile ./keys.yaml twice.jsonl
profile related
trailbook import --remap --profile ./keys.yaml twice.jsonl
trailbook show key:K1 | head -n 3
sh as_fresh.sh trailbook.db --profile ./keys.yaml twice.jsonl
