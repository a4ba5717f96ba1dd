#!/bin/sh
# A profile that takes free text for reasons, actions and categories: pages stay bounded, and what they
# show and leave out comes to what the CSV has.
. "$(dirname "$0")/lib.sh"

profile <<'Y'
reason: r
outcome: {of: o, failure: [bad], success: [good]}
items:
  - {role: target, type: {const: license}, key: {const: L}}
Y
# Each word is used once, but for the first, which is used three times; the last two reasons are made
# so that a hash of 64 bits takes them for one.
awk 'BEGIN {
    for (i = 0; i < 10002; i++)
        printf "{\"id\":\"%d\",\"t\":\"2026-0%d-01T00:00:00Z\",\"a\":\"action %05d\",\"o\":\"bad\",\"r\":\"reason %05d\"}\n",
            i, 1 + i % 3, i < 2 ? 0 : i - 2, i < 2 ? 0 : i - 2
    for (i = 0; i < 2; i++)
        printf "{\"id\":\"c%d\",\"t\":\"2026-01-01T00:00:00Z\",\"a\":\"action 00000\",\"o\":\"bad\",\"r\":\"%s\"}\n",
            i, i ? "cifdebgn -3R-0EC" : "eszycidpeAAacAab"
    print "{\"id\":\"g\",\"t\":\"2026-01-01T00:00:00Z\",\"a\":\"fine\",\"o\":\"good\"}"
}' >words.jsonl
run 0 import --db words.db --profile ./j.yaml words.jsonl
run 0 report --db words.db --out all
run 0 report --db words.db --out since --since 2020-01-01
run 0 report --db words.db --out item --item license:L
for site in all since item; do
    same "$(wc -l <$site/csv/reasons.csv)" 10003 "lines of reasons.csv, $site"
    same "$(awk -F, 'NR > 1 { n += $6 } END { print n }' $site/csv/reasons.csv)" 10004 "events of reasons.csv, $site"
    same "$(wc -l <$site/csv/actions.csv)" 10002 "lines of actions.csv, $site"
    grep -q '8 of 10,002 kinds of failure and denial (10 of 10,004 events; 9,994 others have 9,994)' $site/index.html ||
        fail "$site: the summary's reasons do not come to all"
    grep -q '150 of 10,002 kinds of failure and denial (152 of 10,004 events; 9,852 others have 9,852)' $site/failures.html ||
        fail "$site: the reasons on the page of failures do not come to all"
    grep -q 'aria-label="by month: 1 1 1"' $site/index.html || fail "$site: the first reason has no months"
    cmp all/csv/reasons.csv $site/csv/reasons.csv || fail "$site has other reasons"
done
same "$(find all since item -name '*.html' -size +1024k | wc -l)" 0 "pages of more than 1 MiB"

# A long index leads to each first character, on whichever page its first item stands.
sed 's/^reason: r/reason: r\nmessage: m/; s/key: {const: L}/key: k/' j.yaml >keys.yaml
awk 'BEGIN {
    for (i = 0; i < 1000; i++)
        printf "{\"id\":\"%d\",\"t\":\"2026-01-01T00:00:00Z\",\"a\":\"x\",\"o\":\"%s\",\"k\":\"%c%d\"}\n",
            i, i % 9 ? "good" : "bad", 65 + i % 10, i
}' >keys.jsonl
run 0 import --db keys.db --profile ./keys.yaml keys.jsonl
run 0 report --db keys.db --out keys
for letter in 41:license 44:license 45:license.2 4a:license.3; do
    page=${letter#*:}.html anchor=c-${letter%:*}
    grep -q "<a href=\"../items/$page#$anchor\">.<span>100</span>" keys/items/license.html || fail "no way to $letter"
    same "$(grep -c "<tr id=\"$anchor\"" "keys/items/$page")" 1 "rows that $letter leads to"
done

# What is told of a peak under the chart over time: the day, how many, and what most of them were.
awk 'BEGIN {
    for (i = 0; i < 60; i++)
        printf "{\"id\":\"%d\",\"t\":\"2026-01-%02dT00:00:00Z\",\"a\":\"x\",\"o\":\"%s\",\"r\":\"%s\"}\n",
            i, i % 20 + 1, i % 20 == 6 || i == 7 ? "bad" : "good", i == 6 ? "odd" : "usual"
}' >peak.jsonl
run 0 import --db peak.db --profile ./j.yaml peak.jsonl
run 0 report --db peak.db --out peak
same "$(sed -n 's/^ *<p class="gloss">\(.*failed or were denied.*\)<.p>$/\1/p' peak/index.html)" \
    '<a href="day/2026-01-07.html">7 January 2026</a>: 3 failed or were denied, 2 of them x (usual).' "the chart's peaks"

head -n 1 peak.jsonl >one.jsonl
run 0 import --db one.db --profile ./j.yaml one.jsonl
run 0 report --db one.db --out one
grep -q '1 event concerns 1 item: 1 license. It comes from 1 dump of 1 source' one/index.html || fail "one event is told as many"
