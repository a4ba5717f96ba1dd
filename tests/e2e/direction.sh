#!/bin/sh
# A key that turns the direction of text turns nothing but itself: each stands in an element that the
# style isolates.
. "$(dirname "$0")/lib.sh"

profile <<'Y'
items:
  - {role: actor, type: user, key: u}
  - {role: target, type: license, key: k}
catalog:
  x: [Other, "", "{{actor}} moved {{license}} on."]
Y
printf '{"a":"x","id":"1","t":"2026-01-01T00:00:00Z","u":"ada","k":"L\\u202e1"}\n' >dump.jsonl
run 0 import --db store.db --profile j.yaml dump.jsonl
run 0 report --db store.db --out all
run 0 report --db store.db --item user:ada --out one
grep -q '[Aa]da</a> moved <a [^>]*>L[^<]*1</a> on' all/day/2026-01-01.html || fail "no sentence of links"
grep -q '[Aa]da</a> moved <bdi>L[^<]*1</bdi> on' one/day/2026-01-01.html || fail "a name that is no link stands bare"
style=$(sed -n 's/ { unicode-bidi: isolate }$//p' all/style.css)
for element in a b bdi code del em ins span; do
    case ", $style," in
    *", $element,"*) ;;
    *) fail "$element is not isolated" ;;
    esac
done
