# A named profile that does not fit says what it looks for and what the dump has.
sed 's/what: heartbeat/kind: heartbeat/; s/^action: what/action: {first: [deed, kind]}/; s/at: when/at: moment/; /^detect/d; s/csv}/csv, delimiter: ","}/' \
    doors.yaml >wrong.yaml
trailbook import --profile ./wrong.yaml doors.csv
trailbook import --profile okta doors.csv
cat >visit.json <<'J'
{"who": "anna", "where": "D1", "nested": {"a": 1}}
J
trailbook import --profile okta visit.json
echo '<visits><visit id="1"><who>anna</who></visit></visits>' >visit.xml
trailbook import --profile windows-event-xml visit.xml
cat >visits.yaml <<'Y'
profile: visits
title: Visits
read: {format: xml, record: visit}
time: {at: when, formats: [iso]}
action: {join: [what, why], with: /}
identity: {fields: ['@id', number]}
Y
trailbook import --profile ./visits.yaml visit.xml
# One that fits in part: events are stored, and what is missing is told.
cut -d , -f 1-5 doors.csv >cut.csv
trailbook import --profile ./doors.yaml --dry-run --json cut.csv | grep -o '"lacks":[^,]*'
trailbook import --profile ./doors.yaml cut.csv
# A root with nothing in it holds no records; that is no mistake.
echo '<visits/>' >none.xml
trailbook import --profile ./visits.yaml none.xml
