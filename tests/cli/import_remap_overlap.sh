# What a corrected profile skips goes with --remap, but not while another dump that made it waits for that.
{ cat p.yaml; echo 'skip: {a: noise}'; } >right.yaml
cat >march.jsonl <<'END'
{"t":"2026-03-01T00:00:00Z","a":"noise"}
{"t":"2026-03-02T00:00:00Z","a":"x"}
{"t":"2026-03-31T00:00:00Z","a":"noise"}
END
sed -n 3p march.jsonl >april.jsonl
echo '{"t":"2026-04-01T00:00:00Z","a":"y"}' >>april.jsonl
trailbook import --quiet --profile ./p.yaml march.jsonl april.jsonl
trailbook import --profile ./right.yaml --remap march.jsonl | grep removed
trailbook export --format csv | cut -d, -f4
trailbook status | grep -E 'events|duplicate'
trailbook import --profile ./right.yaml --remap april.jsonl | grep removed
sh as_fresh.sh trailbook.db --profile ./right.yaml march.jsonl april.jsonl
