# An item's label at the time of each event is what its record said, whatever others say and in whatever order they come.
cat >p.yaml <<'END'
profile: p
title: P
detect: {format: csv, header: [t, a, k, l, u]}
read: {format: csv}
time: {at: t, formats: [iso]}
action: a
items:
  - {role: target, type: license, key: k, label: l}
  - {role: actor, type: user, key: u, label: l}
END
long=$(printf '%300s' '' | tr ' ' x)
cat >one.csv <<END
t,a,k,l,u
2026-01-01T00:00:01Z,used,1,,ann
2026-01-01T00:00:02Z,used,1,one,ann
2026-01-01T00:00:03Z,used,1,"t""wo",ann
2026-01-01T00:00:04Z,used,1,one,bob
END
cat >two.csv <<END
t,a,k,l,u
2026-01-01T00:00:05Z,used,2,$long,bob
2026-01-01T00:00:06Z,used,1,"t""wo",bob
2026-01-01T00:00:07Z,used,2,short,
2026-01-01T00:00:08Z,used,2,,
END
trailbook import --quiet --profile ./p.yaml one.csv two.csv
trailbook import --quiet --db turned.db --profile ./p.yaml two.csv
trailbook import --quiet --db turned.db --profile ./p.yaml one.csv
trailbook export --canonical >first
sed "s/$long/(300 times x)/g; s/.*\"items\"/\"items\"/; s/\"digest.*//" first
trailbook export --db turned.db --canonical | cmp - first && echo equal
trailbook show license:1 | grep -A 4 named
