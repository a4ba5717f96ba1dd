# Under other rules of identity, a dump that grew before and after what is stored is remapped, new events and all.
one() { echo "{\"t\":\"2026-03-0${1}T00:00:00Z\",\"a\":\"x\",\"id\":\"$1\",\"v\":1}"; }
one 2 >small.jsonl
for n in 1 2 3; do one $n; done >large.jsonl
for n in 4 5 6; do one $n; done >next.jsonl
for n in 2 1 2 3; do one $n; done >twice.jsonl
remap() { # OLD NEW DUMP...: of p.yaml with these lines more, from small.jsonl to the dumps
    { cat p.yaml; echo "$1"; } >old.yaml
    { cat p.yaml; echo "$2"; } >new.yaml
    shift 2
    rm -f trailbook.db fresh-trailbook.db
    trailbook import --quiet --profile ./old.yaml small.jsonl
    trailbook import --profile ./new.yaml --remap "$@" | grep -E 'made|remapped'
    sh as_fresh.sh trailbook.db --profile ./new.yaml "$@"
}
remap '' 'identity: {fields: [t, a]}' large.jsonl
remap 'identity: {id: id}' '' --parts large.jsonl next.jsonl
remap '' 'identity: {id: id}' twice.jsonl
