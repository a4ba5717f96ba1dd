# Every profile that ships has an example, and maps it as the example says.
trailbook profile test >tested.txt || cat tested.txt
[ "$(grep -c ' as expected$' tested.txt)" = "$(trailbook profile list | wc -l)" ] || cat tested.txt
trailbook profile test okta
# What an example expects and does not get is told with its place.
example() { # example NAME EVENT...
    cp doors.yaml "$1.yaml"
    printf 'examples:\n  - record: |-\n      id,when,who,what,door,result\n      %s\n    event: {%s}\n' "$2" "$3" >>"$1.yaml"
    trailbook profile test "$1.yaml"
}
row='1,2026-01-05T08:00:00Z,anna,opened,D1,ok'
example good "$row" "id: '1', time: 2026-01-05T08:00:00Z, action: opened, category: Doors, label: Door opened, outcome: success, count: '1', items: [actor person anna, target door D1], changes: []"
example outcome "$row" 'outcome: denied'
example message "$row" 'message: hello'
example item "$row" 'items: [actor person anna, target door D2]'
example fewer "$row" 'items: [actor person anna]'
example more "$row" 'items: [actor person anna, target door D1, related door D2]'
example change "$row" "changes: 'a: ? -> b'"
example time '1,soon,anna,opened,D1,ok' 'time: unknown'
example skipped '1,2026-01-05T08:00:00Z,anna,heartbeat,D1,ok' 'action: heartbeat'
example rejected '1,2026-01-05T08:00:00Z,anna,,D1,ok' 'action: x'
example empty "$row" ''
example key "$row" 'actoin: x'
sed 's/when,who/who,when/; s/^      id,/      number,/' good.yaml >signature.yaml
trailbook profile test signature.yaml
# All that differs is told, up to a bound.
example all "$row" "id: '2', action: closed, outcome: denied, items: [actor person bob, target door D2, related door D3]"
example many "$row" "message: hello, items: [$(seq -s, 1 14)]"
trailbook profile test --json all.yaml | grep -c PROFILE-EXAMPLE
trailbook profile test --json many.yaml 2>/dev/null | grep total
trailbook profile test doors.yaml nothing.yaml nosuch
