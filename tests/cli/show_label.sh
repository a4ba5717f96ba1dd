# A label in place of a key shows the one item that bears it; a part of either tells what is near.
cat >keys.csv <<'EOF'
id,when,who,name,what
1,2026-01-01T00:00:00Z,17,Anna,in
2,2026-01-01T00:01:00Z,18,Bert,in
3,2026-01-01T00:02:00Z,19,Bert,in
4,2026-01-01T00:03:00Z,20,Cornelia,in
EOF
for i in 1 2 3 4 5 6; do echo "9$i,2026-01-01T00:03:00Z,9$i,Dora,in"; done >>keys.csv
cat >keys.yaml <<'EOF'
profile: keys
title: Keys and labels
detect: {format: csv, header: [id, when, who, name, what]}
read: {format: csv}
identity: {id: id}
time: {at: when, formats: [iso]}
action: what
items:
  - {role: actor, type: person, key: who, label: name}
EOF
trailbook import --quiet --profile ./keys.yaml keys.csv
try() { trailbook show "$@"; echo "exit $?" >&2; }
try person:Anna
try person:Bert
try person:anna
try person:rneli
try person:Dora
try person:170
try person:xyz
try person:Anna --action in
trailbook export --item person:Anna | wc -l
# Without a type, keys and labels of all types are looked at; one label may be several items.
try Anna --json | grep -A1 '"type": "person"' | head -n 2
try 20
try Bert
trailbook report --quiet --item Cornelia --single-file one.html
grep -o 'This report is filtered: [^.]*' one.html
trailbook export --item Nobody
