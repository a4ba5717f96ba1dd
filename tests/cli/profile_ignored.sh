# A rule that looks for what identity ignores is refused; its neighbours are not.
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
# Whatever the rule; by its number too, where the header is declared.
rule() { # IDENTITY RULES...
    printf 'profile: p\ntitle: P\ndetect: {format: csv, header: [ts, who, what, thing, x]}\n' >ignored.yaml
    printf 'time: {at: ts, formats: [iso]}\naction: what\nidentity: %s\n' "$1" >>ignored.yaml
    shift
    [ $# -eq 0 ] || printf '%s\n' "$@" >>ignored.yaml
    trailbook profile check ignored.yaml
}
rule '{ignore: [thing, what]}'
rule '{ignore: [ts]}'
rule '{ignore: [x]}' 'skip: {x: absent}'
rule '{ignore: [x]}' 'message: {first: [who, x]}'
rule '{ignore: [x]}' 'origin: {ip: x}'
rule '{ignore: [x]}' 'outcome: {of: x, success: [ok]}'
rule '{ignore: [x]}' 'items: [{role: actor, type: user, key: who, when: {x: present}}]'
rule '{ignore: [x]}' 'items: [{role: target, type: part, each: x.parts, key: id}]'
rule '{ignore: [x]}' 'items: [{role: target, type: part, each: who, key: ^.x}]'
rule '{ignore: [x]}' 'changes: [{field: {const: x}, new: x}]'
rule '{id: "#5", ignore: [x]}'
rule '{id: x, ignore: ["#5"]}'
rule '{ignore: [who.id]}' 'items: [{role: target, type: part, each: who, key: id}]'
rule '{id: "#4", ignore: ["#5"]}' 'items: [{role: target, type: part, each: who, key: x}]'
