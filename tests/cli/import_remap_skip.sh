# What a corrected profile skips, or counts once, goes with --remap, and the source can be used on.
cat >wrong.yaml <<'END'
profile: p
title: P
detect: {format: json, has: [t, a]}
read: {format: json}
time: {at: t, formats: [iso]}
action: a
items:
  - {role: target, type: thing, key: k}
END
sed -e 's/^action/identity: {id: id}\nskip: {a: noise}\naction/' wrong.yaml >right.yaml
cat >dump.jsonl <<'END'
{"t":"2026-01-01T00:00:00Z","a":"x","id":"1","k":"A"}
{"t":"2026-01-01T00:00:01Z","a":"noise","id":"2","k":"B"}
{"t":"2026-01-01T00:00:00Z","a":"x","id":"1","k":"A2"}
{"t":"2026-01-01T00:00:00Z","a":"x","id":"1","k":"A"}
END
trailbook import --quiet --profile ./wrong.yaml dump.jsonl
trailbook import --profile ./right.yaml --remap dump.jsonl
trailbook import --quiet --db fresh.db --profile ./right.yaml dump.jsonl
trailbook export --canonical >remapped
trailbook export --db fresh.db --canonical | cmp - remapped && echo equal
echo '{"t":"2026-01-02T00:00:00Z","a":"y","id":"3","k":"A"}' >next.jsonl
trailbook import --profile ./right.yaml next.jsonl
