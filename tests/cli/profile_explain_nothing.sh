# What a profile looks for and a record lacks is told with the reason, within 80 columns.
cat >visits.yaml <<'Y'
profile: visits
title: Visits
read: {format: json}
each: visits
identity: {fields: [^.host, gate]}
time: {at: {first: [at, when, time, moment, instant, a_rather_long_name_of_a_field]}, formats: [iso]}
action: what
outcome: {of: result, success: [ok], default: unknown}
items:
  - {role: actor, type: person, key: who}
  - {role: target, type: door, key: door, when: {kind: door}}
  - {role: target, type: {path: kind}, key: thing}
  - {role: related, type: badge, each: badges, key: number}
changes:
  - {each: changes, field: name, old: old, new: new}
count: times
message: text
origin: {ip: ^.host}
Y
cat >visits.json <<'J'
{"host": "192.0.2.1", "visits": [{"what": "opened", "at": "2026-01-05T08:00:00Z", "who": "anna", "kind": "door", "door": "D1",
 "result": "perhaps", "times": "many", "badges": [{"number": ""}, {"number": "7"}], "changes": [{"name": "a", "new": "b"}]},
 {"what": "came"}]}
J
trailbook profile explain --profile ./visits.yaml visits.json
