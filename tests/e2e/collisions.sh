#!/bin/sh
# Types and keys made so that their pages would share an address: every page is there, and linked.
. "$(dirname "$0")/lib.sh"

profile <<'Y'
items:
  - {role: target, type: {first: [it, {const: thing}]}, key: k}
catalog:
  "*": [Other, "", ""]
Y
# The fourth and fifth key have one slug and one 48-bit hash; "plan" has two pages of index.
# The type Thing has a hash in its address; the other types look like an address of it, old and new.
{
    for key in a b c aBcDEFgHIjklmNOPqrStUvwxYzabcdef aBCdEFgHiJKlmnOpqRSTuVWXYzabcdef; do
        echo "{\"a\":\"x\",\"id\":\"l$key\",\"t\":\"2026-01-01T00:00:00Z\",\"k\":\"$key\"}"
    done
    hash=$(printf Thing | sha256sum | cut -c 1-24)
    for type in Thing thing thing-7d92d0 "thing-$hash" plan-2 "plan 2" Plan; do
        echo "{\"a\":\"x\",\"id\":\"t$type\",\"t\":\"2026-01-01T00:00:00Z\",\"it\":\"$type\",\"k\":\"k1\"}"
    done
    i=0
    while [ $i -lt 501 ]; do
        echo "{\"a\":\"x\",\"id\":\"p$i\",\"t\":\"2026-01-02T00:00:00Z\",\"it\":\"plan\",\"k\":\"k$i\"}"
        i=$((i + 1))
    done
} >dump.jsonl
run 0 import --db store.db --profile j.yaml dump.jsonl
run 0 report --db store.db --out site
same "$(find site/items -name "*.html" | wc -l)" 9 "pages of the index: 8 types, and a second page of one"
[ -f site/items/plan.2.html ] || fail "no second page of plans"
# A page for every item, and each named by its own key.
same "$(find site/item -name '*.html' | wc -l)" 513 "pages of items"
for key in aBcDEFgHIjklmNOPqrStUvwxYzabcdef aBCdEFgHiJKlmnOpqRSTuVWXYzabcdef; do
    same "$(find site/item -name '*.html' -exec grep -l "<h1>$key</h1>" {} + | wc -l)" 1 "pages of $key"
    page=$(cd site && find item -name '*.html' -exec grep -l "<h1>$key</h1>" {} +)
    grep -q "href=\"../$page\"[^>]*>$key<" site/items/thing.html || fail "no link to $page in the index"
    grep -q "href=\"../$page\"[^>]*>$key<" site/day/2026-01-01.html || fail "no link to $page in its day"
done
