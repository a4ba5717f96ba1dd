# What identity ignores makes no other version of an event; the values of the first that arrives are kept.
sed -i 's/^read: .*/read: {format: json, embed: [cell]}/' p.yaml
printf '%s\n' 'identity: {id: id}' 'message: m' >>p.yaml
sed 's/{id: id}/{id: id, ignore: [fetched, agent.seen]}/' p.yaml >q.yaml
cat >one.jsonl <<'END'
{"t":"2026-01-01T00:00:00Z","a":"x","id":"1","fetched":"10:00","agent":{"seen":[1,{"b":2}],"name":"n"}}
{"t":"2026-01-01T00:00:01Z","a":"y","id":"2","fetched":"10:00","m":"old"}
END
sed -e 's/10:00/11:00/; s/"b":2/"b":3/; s/old/new/' one.jsonl >two.jsonl
trailbook import --db plain.db --profile ./p.yaml one.jsonl two.jsonl | grep -E 'made|conflicts'
trailbook import --profile ./q.yaml one.jsonl two.jsonl | grep -E 'made|conflicts'
trailbook export --format jsonl | sed 's/.*"attributes"/attributes/; s/,"record".*//'
# Another mapping is told where there is one, and only there.
sed 's/^title: P/title: Q/' q.yaml >r.yaml
sed 's/10:00/12:00/' one.jsonl >three.jsonl
trailbook import --profile ./r.yaml three.jsonl | grep -E 'made|differ'
# A profile that learns to ignore brings the versions that it has made together.
trailbook import --quiet --db plain.db --profile ./q.yaml --remap one.jsonl two.jsonl
trailbook export --canonical >fresh
trailbook export --db plain.db --canonical | cmp - fresh && echo equal
# Without an id, the record without that is the identity.
sed 's/id: id, //' q.yaml >whole.yaml
trailbook import --db whole.db --profile ./whole.yaml one.jsonl two.jsonl | grep made
for bad in 'ignore: [^.x]' 'ignore: [.]' 'ignore: [cell.x]' 'id: id, fields: [t]' 'ignore: {}'; do
    sed "s/{id: id}/{$bad}/" p.yaml >bad.yaml
    trailbook profile check bad.yaml
done
sed 's/{id: id}/{}/' p.yaml >bad.yaml
trailbook profile check bad.yaml
sed 's/{id: id}/{ignore: [cell]}/' p.yaml >good.yaml
trailbook profile check good.yaml
