# What a record may not exceed, and rejects that a retry cannot solve: told, and nothing is lost.
printf '%s\n' 'profile: bulk' 'title: Bulk' 'detect: {format: json, has: [t, of]}' 'read: {format: json}' 'each: of' \
    'time: {at: ^.t, formats: [iso]}' 'action: did' 'message: ^.text' >bulk.yaml
awk 'BEGIN { printf "{\"t\":\"2026-03-01\",\"of\":[{\"did\":\"a\"}]}\n{\"t\":\"2026-03-01\",\"of\":[{\"did\":\"a\"}"
    for (i = 0; i < 65536; i++) printf ",{\"did\":\"a\"}"
    printf "]}\n{\"t\":\"2026-03-02\",\"text\":\""
    for (i = 0; i < 100000; i++) printf "x"
    printf "\",\"of\":[{\"did\":\"a\"}"
    for (i = 0; i < 1000; i++) printf ",{\"did\":\"a\"}"
    print "]}" }' >bulk.jsonl
trailbook import --quiet --profile ./bulk.yaml bulk.jsonl
echo "exit $?"
trailbook rejects list
# A reject that the profile skips now, and one whose bytes were too many to keep.
printf '%s\n' 'profile: keys' 'title: Keys' 'detect: {format: json, has: [t, kind]}' 'read: {format: json}' \
    'time: {at: t, formats: [iso]}' 'action: did' >keys.yaml
{
    echo '{"t":"2026-03-01","kind":"test"}'
    echo '{"t":"2026-03-01","did":"turned"}'
    awk 'BEGIN { printf "{\"t\":\"2026-03-01\",\"deed\":\"turned\",\"text\":\""; for (i = 0; i < 1100000; i++) printf "x"; print "\"}" }'
} >keys.jsonl
trailbook import --quiet --db keys.db --profile ./keys.yaml keys.jsonl
sed 's/^action: .*/action: {first: [did, deed]}/; $a skip: {kind: test}' keys.yaml >keys2.yaml
trailbook rejects retry --db keys.db --profile ./keys2.yaml
# Parts are of one export, so of one profile.
trailbook import --db parts.db --parts --profile ./bulk.yaml --profile ./keys2.yaml keys.jsonl bulk.jsonl
echo "exit $?"
