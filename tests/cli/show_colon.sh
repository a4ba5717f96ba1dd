# An item's type may hold a colon, as a key may: TYPE:KEY names it all the same.
cat >urn.yaml <<'Y'
profile: urn
title: Types with colons, one written here, one from the dump
read: {format: csv}
time: {at: when, formats: [iso]}
action: what
items:
  - {role: target, type: "urn:door", key: door}
  - {role: related, type: {path: kind}, key: thing}
Y
cat >urn.csv <<'C'
when,what,door,kind,thing
2026-01-05T08:00:00Z,opened,D1,aws:s3:bucket,logs
2026-01-05T09:00:00Z,closed,x:y:D2,door,open:wide
C
trailbook import --quiet --profile ./urn.yaml urn.csv
for word in urn:door:D1 urn:door:x:y:D2 aws:s3:bucket:logs door:open:wide; do
    trailbook show "$word" | head -n 1
done
trailbook show urn:door
trailbook show aws:s3:bucket:
trailbook show --json urn:door:x:y:D2 | sed -n '2,4p'
trailbook export --item aws:s3:bucket:logs | cut -d, -f3
trailbook report --out site --item urn:door:D1 | sed "s,[0-9.]* kB$,SIZE,"
trailbook show urn:door:D3
trailbook show urn:gate:D1
