# What a corrected profile skips, or counts once, goes with --remap, and the source can be used on.
{ cat p.yaml; printf '%s\n' 'items:' '  - {role: target, type: thing, key: k}'; } >wrong.yaml
{ cat wrong.yaml; printf '%s\n' 'identity: {id: id}' 'skip: {a: noise}'; } >right.yaml
cat >dump.jsonl <<'END'
{"t":"2026-01-01T00:00:00Z","a":"x","id":"1","k":"A"}
{"t":"2026-01-01T00:00:01Z","a":"noise","id":"2","k":"B"}
{"t":"2026-01-01T00:00:00Z","a":"x","id":"1","k":"A2"}
{"t":"2026-01-01T00:00:00Z","a":"x","id":"1","k":"A"}
END
trailbook import --quiet --profile ./wrong.yaml dump.jsonl
trailbook import --profile ./right.yaml --remap dump.jsonl
sh as_fresh.sh trailbook.db --profile ./right.yaml dump.jsonl
echo '{"t":"2026-01-02T00:00:00Z","a":"y","id":"3","k":"A"}' >next.jsonl
trailbook import --profile ./right.yaml next.jsonl
