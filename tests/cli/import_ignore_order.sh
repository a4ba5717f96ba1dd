# What identity ignores is kept, beside what rules see: a store does not show in which order its dumps came.
sed -i 's/^read: .*/read: {format: json, embed: [cell]}/' p.yaml
cat >>p.yaml <<'END'
identity: {id: id, ignore: [fetched, agent.seen, lines.no, cell]}
origin: {agent: {first: [agent.model, {const: none}]}}
items:
  - {role: target, type: line, each: lines, key: q}
changes:
  - {field: {const: f}, new: v}
END
cat >one.jsonl <<'END'
{"t":"2026-01-01T00:00:00Z","a":"x","id":"1","fetched":"10:00","v":1,"agent":{"seen":[1,{"b":2}],"name":"n"}}
{"t":"2026-01-01T00:00:01Z","a":"y","id":"2","lines":[{"no":1,"q":2},{"no":2}],"ignored":"real","ignored_":"too","cell":"[1]"}
{"t":"2026-01-01T00:00:02Z","a":"z","id":"3","fetched":"10:00"}
{"t":"2026-01-01T00:00:03Z","a":"z","id":"4","ignored":{"fetched":"real"}}
END
cat >two.jsonl <<'END'
{"t":"2026-01-01T00:00:00Z","a":"x","id":"1","v":1,"agent":{"name":"n"}}
{"t":"2026-01-01T00:00:01Z","a":"y","id":"2","fetched":"11:00","lines":[{"q":2}],"ignored":"real","ignored_":"too","cell":"[1,2]"}
{"t":"2026-01-01T00:00:02Z","a":"z","id":"3","fetched":{"at":"11:00","by":["",{}]}}
{"t":"2026-01-01T00:00:03Z","a":"z","id":"4","ignored":{"fetched":"real"},"fetched":""}
END
trailbook import --profile ./p.yaml one.jsonl two.jsonl | grep -E 'made|differ'
trailbook import --quiet --db turned.db --profile ./p.yaml two.jsonl
trailbook import --quiet --db turned.db --profile ./p.yaml one.jsonl
for db in trailbook turned; do
    trailbook export --db $db.db | sed 's/.*\("attributes\)/\1/; s/"record".*}}*,*"flags/"flags/; s/,"record".*//'
done
trailbook export --canonical >first
sed 's/.*"label":"."//' first
trailbook export --db turned.db --canonical | cmp - first && echo equal
# Another mapping of the same is told of what counts alone; --remap renews the rest with it.
trailbook import --quiet --db turned.db --profile ./p.yaml --remap one.jsonl
trailbook export --db turned.db | grep -c '"flags":"ignores"'
{ cat p.yaml; echo 'message: v'; } >q.yaml
trailbook import --db turned.db --profile ./q.yaml --remap two.jsonl | grep -E 'made|remap'
trailbook export --db turned.db | sed -n '1s/.*\("attributes\)/\1/; 1s/,"record".*//p'
trailbook export --db turned.db --format xml | grep -E '<(attributes|flags)'
trailbook show "$(trailbook export | sed -n '1s/.*"id":"\([a-z2-7]*\)".*/\1/p')" | grep -E '^ *(attributes|note)'
trailbook profile explain --profile ./p.yaml one.jsonl
# Several events of one record: what is ignored is the record's, and all of them have it.
cat >each.yaml <<'END'
profile: each
title: E
detect: {format: json, has: [id, parts]}
read: {format: json}
each: parts
identity: {id: ^.id, ignore: [fetched, parts.seen]}
time: {at: t, formats: [iso]}
action: a
message: {first: [s, b]}
END
echo '{"id":1,"fetched":"10:00","q":2,"parts":[{"t":"2026-01-01","a":"x","seen":1,"b":3,"c":4},{"t":"2026-01-01","a":"y","seen":2}]}' >e1.jsonl
sed 's/10:00/11:00/; s/"seen":1,//; s/"seen":2/"seen":3/' e1.jsonl >e2.jsonl
for order in 'e1.jsonl e2.jsonl' 'e2.jsonl e1.jsonl'; do
    for dump in $order; do
        trailbook import --quiet --db "$order.db" --profile ./each.yaml $dump
    done
    trailbook export --db "$order.db" | sed 's/.*"label":"."//; s/,"record".*,"flags/,"flags/'
    trailbook export --db "$order.db" --canonical | sed 's/.*"label":"."//'
done
