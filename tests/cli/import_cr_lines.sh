# A dump whose lines end with CR alone: what is wrong in a record is told by its line, not as met behind it.
cat >cr.yaml <<'END'
profile: cr
title: CR
detect: {format: json, has: [t, a]}
read: {format: json}
time: {at: t, formats: [iso]}
action: a
END
printf '{"t": "2026-01-05T08:00:00Z",\r "a": "x"}\r{"t": "2026-01-05T08:01:00Z",\r "b": {"c":\r tru}, "a": "y"}\r{"t": "2026-01-05T08:02:00Z", "a": "z"}\r' >cr.json
trailbook import --profile ./cr.yaml cr.json
trailbook rejects list
