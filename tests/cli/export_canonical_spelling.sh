# Another spelling of the same content is a duplicate; the canonical form does not show which was first.
cat >>p.yaml <<'END'
identity: {id: id}
changes:
  - {each: ch, field: f, old: o, new: n}
END
echo '{"t":"2026-01-01T00:00:00Z","a":"x","id":"1","z":1,"b":[true,{"c":"[,"}],"ch":[{"f":"q","o":"","n":"v"}]}' >one.jsonl
echo '{"a":"x","z":"1","id":1,"ch":[{"f":"q","n":"v"}],"b":["true",{"c":"[,"}],"t":"2026-01-01T00:00:00Z"}' >two.jsonl
trailbook import --quiet --profile ./p.yaml one.jsonl two.jsonl
trailbook import --quiet --db turned.db --profile ./p.yaml two.jsonl
trailbook import --quiet --db turned.db --profile ./p.yaml one.jsonl
trailbook export --canonical >first
cat first
trailbook export --db turned.db --canonical | cmp - first && echo equal
