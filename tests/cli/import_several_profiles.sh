# A folder of mixed dumps, with several profiles of one's own: each dump gets the one that recognises it.
mkdir dumps
cp doors.csv dumps/a.csv
printf '%s\n' '{"gate":"G1","t":"2026-03-01T09:00:00Z","did":"raised"}' >dumps/b.jsonl
printf '%s\n' '{"eventType":"user.session.start","published":"2026-03-02T00:00:00.000Z","uuid":"u1","actor":{"id":"1","type":"User"},"outcome":{"result":"SUCCESS"},"severity":"INFO","displayMessage":"in","target":null}' >dumps/c.json
echo 'a;b' >dumps/d.csv
printf '%s\n' 'profile: gates' 'title: Gates' 'detect: {format: json, has: [gate, did]}' 'read: {format: json}' \
    'time: {at: t, formats: [iso]}' 'action: did' 'items:' '  - {role: target, type: gate, key: gate}' >gates.yaml
trailbook import --profile ./gates.yaml --profile ./doors.yaml dumps
echo "exit $?"
trailbook show gate:G1 | head -n 1
# Two that recognise a dump: it is refused.  One that could not be told by a signature is refused at once.
sed 's/^profile: .*/profile: other/' gates.yaml >other.yaml
trailbook import --db new.db --profile ./gates.yaml --profile ./other.yaml dumps/b.jsonl
echo "exit $?"
sed '/^detect/d' gates.yaml >plain.yaml
trailbook import --profile ./gates.yaml --profile ./plain.yaml dumps/b.jsonl
echo "exit $?"
trailbook import --db plain.db --profile ./plain.yaml dumps/b.jsonl
trailbook profile explain --profile ./gates.yaml --profile ./doors.yaml dumps/b.jsonl | head -n 1
# One profile that is named twice, in whatever way, is one.
ln -s gates.yaml link.yaml
trailbook import --db twice.db --profile ./gates.yaml --profile gates.yaml --profile ./link.yaml dumps/b.jsonl
trailbook profile explain --profile ./plain.yaml --profile ./plain.yaml dumps/b.jsonl | head -n 1
