# A side of a change that is empty is told as such, and one that is not known as that.
cat >seats.yaml <<'P'
profile: seats
title: Seats
read: {format: csv}
time: {at: when, formats: [iso]}
action: {const: edited}
items:
  - {role: target, type: license, key: license}
changes:
  - {field: {const: seats}, old: old, new: new}
  - {field: {const: note}, new: note}
P
printf 'when,license,old,new,note\n2026-01-05T08:00:00Z,L1,,5,moved\n' >seats.csv
trailbook import --quiet --profile ./seats.yaml seats.csv
trailbook show license:L1 | grep change
trailbook show "$(trailbook export --format csv | sed -n '2s/,.*//p')" | grep change
# A time that cannot be read is not found, but its text is there.
sed 's/2026[^,]*/soon/' seats.csv >soon.csv
trailbook profile explain --json --profile ./seats.yaml soon.csv | grep -A 5 '"time"'
