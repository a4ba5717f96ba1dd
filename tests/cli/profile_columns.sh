# A path that no column of the declared header has, and a column with a dot in its name.
cat >parts.yaml <<'Y'
profile: parts
title: Parts
detect: {format: csv, header: [Ser.No, When, What, Data, Part]}
read: {format: csv, embed: [Data]}
skip: {Kind: test}
identity: {id: Ser.No}
time: {at: When, formats: [iso]}
action: {first: ["#3", what]}
items:
  - {role: target, type: part, key: part, label: Data.name}
Y
cat >parts.csv <<'C'
Ser.No,When,What,Data,Part
A-1,2026-03-01T09:00:00Z,fitted,"{""name"": ""Pump""}",P1
C
trailbook profile check parts.yaml
echo "exit $?"
trailbook import --profile ./parts.yaml parts.csv
sed "s/id: Ser.No/id: \"'Ser.No'\"/; s/key: part/key: Part/; /^skip/d; s/, what\]/, What]/" parts.yaml >good.yaml
trailbook profile check good.yaml
trailbook import --source good --profile ./good.yaml parts.csv
trailbook profile list --json | sed -n 's/.*"name": "\(.*\)".*/\1/p' | while read -r name; do
    trailbook profile show "$name" >"$name.yaml"
    trailbook profile check --quiet "$name.yaml" || echo "$name"
done
