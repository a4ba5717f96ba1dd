# An identity that is made of what it ignores is refused; its neighbours are not.
try() { # IDENTITY [MORE]
    { cat p.yaml; printf 'identity: %s\n' "$1"; [ $# -lt 2 ] || printf '%s\n' "$2"; } >ignored.yaml
    trailbook profile check ignored.yaml
}
try '{id: n, ignore: [seen, n]}'
try '{id: {first: [m, log.id]}, ignore: [log]}'
try '{id: {join: [m, n]}, ignore: [n]}'
try '{fields: [t, n], ignore: [n]}'
try '{id: n, ignore: [parts.n]}' 'each: parts'
try '{id: ^.n, ignore: [n]}' 'each: parts'
try '{id: "d[@k=n].v", ignore: ["d[@k=n]"]}'
echo '{"t":"2026-01-01T00:00:00Z","a":"x","n":1}' >dump.jsonl
try '{id: n, ignore: [n]}'
trailbook import --profile ./ignored.yaml dump.jsonl
echo "exit $?"
try '{id: n.id, ignore: [n.seen, id]}'
try '{id: n, ignore: [n]}' 'each: parts'
try '{id: "d[@k=n].v", ignore: ["d[@k=m]"]}'
