# What a corrected profile no longer makes of the parts of one export goes when they are given together.
{ cat p.yaml; printf '%s\n' 'identity: {fields: [t, a]}' 'skip: {a: noise}'; } >right.yaml
cat >one.jsonl <<'END'
{"t":"2026-01-01T00:00:00Z","a":"x"}
{"t":"2026-01-01T00:00:01Z","a":"noise"}
{"t":"2026-01-01T00:00:02Z","a":"y"}
END
cat >two.jsonl <<'END'
{"t":"2026-01-01T00:00:02Z","a":"z"}
{"t":"2026-01-01T00:00:03Z","a":"noise"}
END
trailbook import --quiet --profile ./p.yaml --parts one.jsonl two.jsonl
cp trailbook.db alone.db
trailbook import --profile ./right.yaml --remap --parts one.jsonl two.jsonl
sh as_fresh.sh trailbook.db --profile ./right.yaml --parts one.jsonl two.jsonl
trailbook report --quiet --out site
cut -d, -f2,11,18,28 site/csv/imports.csv | tr -d '\r'
echo '{"t":"2026-01-02T00:00:00Z","a":"z"}' >next.jsonl
trailbook import --quiet --profile ./right.yaml next.jsonl && echo "goes on"
# One part alone says nothing of the others; what it no longer makes is told once.
trailbook import --db alone.db --profile ./right.yaml --remap one.jsonl | grep -E 'removed|left|kept'
trailbook import --db alone.db --profile ./right.yaml --parts --remap one.jsonl two.jsonl | grep -E 'removed|left|kept'
# Dumps that are in, each for itself, are counted across once they are given together, and then no more.
cat one.jsonl >again.jsonl
echo '{"t":"2026-01-03T00:00:00Z","a":"z"}' >>again.jsonl
trailbook import --quiet --db each.db --profile ./p.yaml one.jsonl again.jsonl
trailbook import --db each.db --profile ./p.yaml --parts one.jsonl again.jsonl
trailbook import --db each.db --profile ./p.yaml --parts --remap one.jsonl again.jsonl | tail -n 1
