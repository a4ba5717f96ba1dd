# After --remap a report covers what one of a fresh store does: no days of events that are gone.
covered() { # DB
    trailbook report --quiet --db $1 --out site-$1
    grep -o '<b>[0-9]* of.*source' site-$1/completeness.html
}
{ cat p.yaml; echo 'skip: {a: noise}'; } >right.yaml
cat >jan.jsonl <<'END'
{"t":"2026-01-01T00:00:00Z","a":"noise"}
{"t":"2026-01-05T00:00:00Z","a":"noise"}
END
cat >feb.jsonl <<'END'
{"t":"2026-02-01T00:00:00Z","a":"x"}
{"t":"2026-02-02T00:00:00Z","a":"noise"}
END
trailbook import --quiet --db fresh.db --profile ./right.yaml jan.jsonl feb.jsonl
covered fresh.db
for parts in '' --parts; do
    rm -f t.db
    trailbook import --quiet --db t.db --profile ./p.yaml $parts jan.jsonl feb.jsonl
    covered t.db
    # Without --remap what is stored stays.
    trailbook import --quiet --db t.db --profile ./right.yaml $parts jan.jsonl
    covered t.db
    trailbook import --quiet --db t.db --profile ./right.yaml $parts --remap jan.jsonl feb.jsonl
    covered t.db
done
# A dump that was never read before covers its days, though an earlier one's events are mapped otherwise.
{ cat p.yaml; echo 'message: {const: new}'; } >new.yaml
jsonl() { for d in "$@"; do echo "{\"t\":\"2026-03-${d}T00:00:00Z\",\"a\":\"x\"}"; done; }
jsonl 01 02 03 >z1.jsonl
jsonl 03 04 05 06 >z2.jsonl
jsonl 20 21 >z3.jsonl
trailbook import --quiet --db z.db --profile ./p.yaml z1.jsonl
trailbook import --quiet --db z.db --profile ./new.yaml z2.jsonl z3.jsonl 2>/dev/null
covered z.db
