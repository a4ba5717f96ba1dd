#!/bin/sh
# A report of one item may be handed to a third party: of items that share no event with it no file holds a key,
# of rejects and of other dumps none holds a word, and the pages say what only the full report lists.
. "$(dirname "$0")/lib.sh"
command -v sqlite3 >/dev/null || skip "no sqlite3"

# holds FOLDER WORD: some file of it does
holds() {
    grep -rqF -- "$2" "$1"
}

# ---- conflicts, absent events, rejects and dumps of two who must not know of each other ----
profile <<'Y'
items:
  - {role: actor, type: person, key: by}
  - {role: target, type: seat, key: seat}
message: note
Y
event() { # ID DAY BY SEAT NOTE
    printf '{"id":"%s","t":"2026-01-%sT10:00:00Z","a":"took","by":"%s","seat":"%s","note":"%s"}\n' "$@"
}
{
    event 1 01 anna@one.example SEAT-ONE first
    event 2 02 anna@one.example SEAT-ONE lost-by-one
    event 3 03 zoe@two.example SEAT-TWO first
    event 4 04 zoe@two.example SEAT-TWO lost-by-two
    echo '{"id":"5","t":"2026-01-05T10:00:00Z","seat":"SEAT-TWO","a":{"odd":"zoe@two.example"}}'
    echo '{"id":"6","t":"2026-01-05T10:00:00Z","a":"took","seat":SEAT-TWO}'
} >first.jsonl
{
    event 1 01 anna@one.example SEAT-ONE corrected-by-one
    event 3 03 zoe@two.example SEAT-TWO corrected-by-two
} >second.jsonl
event 7 07 zoe@two.example SEAT-TWO third >only-of-two.jsonl
run 3 import --db t.db --profile ./j.yaml first.jsonl
run 3 import --db t.db --profile ./j.yaml --window 2026-01-01/2026-01-05 second.jsonl
run 0 import --db t.db --profile ./j.yaml only-of-two.jsonl
run 0 report --db t.db --out whole
run 0 report --db t.db --out one --item seat:SEAT-ONE
run 0 report --db t.db --single-file one/one.html --item seat:SEAT-ONE
run 0 report --db t.db --out none --until 2000-01-01
run 0 report --db t.db --out first --until 2026-01-02
run 0 report --db t.db --out last --since 2026-01-07
for word in SEAT-TWO zoe@ by-two only-of-two; do
    holds whole "$word" || fail "the full report lacks $word"
    ! holds one "$word" || fail "the report of SEAT-ONE holds $word: $(grep -rlF -- "$word" one)"
    ! holds none "$word" || fail "the report of no event holds $word: $(grep -rlF -- "$word" none)"
done
for word in SEAT-ONE corrected-by-one second.jsonl; do
    holds one/completeness.html "$word" || fail "the completeness of SEAT-ONE lacks $word"
done
holds one/csv/absent.csv lost-by-one || fail "an absent event of SEAT-ONE is not told"
says() { # PAGE TEXT
    grep -qF "The full report, written without a filter, lists $2" "one/$1.html" || fail "$1 does not say: $2"
}
says completeness '1 import more,'
says completeness '2 versions more,'
says completeness '1 finding more,'
says rejects '2 records.'
says sources '1 import more,'
[ "$(wc -l <one/csv/rejects.csv)" = 1 ] || fail "the CSV of rejects tells of some"
# A time tells of dumps: of those that brought its events, rejects are listed.
[ "$(wc -l <first/csv/rejects.csv)" = 3 ] || fail "the first day lacks the rejects of its dump"
! grep -qF 'The full report' first/rejects.html || fail "nothing is left out, and the page says so"
[ "$(wc -l <last/csv/rejects.csv)" = 1 ] || fail "the last day has the rejects of another dump"
grep -qF 'The full report, written without a filter, lists 2 records.' last/rejects.html || fail "the last day does not tell of rejects"
! grep -rqF 'The full report' whole || fail "the full report speaks of another"

# ---- an event whose versions are of two who must not know of each other ----
profile <<'Y'
items:
  - {role: actor, type: user, key: by}
message: note
Y
version() { # ID DAY BY NOTE MORE
    printf '{"id":"%s","t":"2026-03-%sT10:00:00Z","a":"took","by":"%s","note":"%s"%s}\n' "$@"
}
{
    version 1 01 acme passes-and-counts ,\"x\":1
    version 2 02 acme passes-beaten ''
    version 3 03 acme passes-both-one ''
    version 3 03 acme passes-both-two ,\"x\":1
    version 4 04 acme passes-of-three ,\"x\":1
} >q1.jsonl
{
    version 1 01 zSECRET secret-beaten ''
    version 2 02 zSECRET secret-and-counts ,\"x\":1
    version 4 05 zSECRET secret-of-three ''
    version 4 06 zSECRET secret-of-three ''
} >q2.jsonl
run 3 import --db v.db --profile ./j.yaml q1.jsonl
run 3 import --db v.db --profile ./j.yaml q2.jsonl
run 0 report --db v.db --out vers --item user:acme
run 0 report --db v.db --out vers-whole
run 0 report --db v.db --out vers-days --until 2026-03-05
! holds vers SECRET && ! holds vers secret || fail "the report of acme holds another's version: $(grep -rl -i secret vers)"
tells() { # FOLDER COUNT TEXT: its conflicts say so, so often
    same "$(sed -n '/id="conflicts"/,/<\/section>/p' "$1/completeness.html" | grep -cF -- "$3" || true)" "$2" "$1: $3"
}
tells vers 1 'This version is superseded. The version that counts does not pass the filter of this report: the full report shows it.'
tells vers 1 '1 other version does not pass the filter of this report: in the full report only.'
tells vers 1 '2 other versions do not pass the filter of this report: in the full report only.'
tells vers 1 '<td class="whole" data-name="Shown">passes-both-two</td><td class="whole" data-name="Beside">passes-both-one</td>'
tells vers 0 '<td>passes-beaten</td>'
tells vers 0 'Not compared here'
tells vers 1 '5 of 5 versions that pass the filter. The version with the most filled fields counts, whether it passes or not;'
tells vers 1 'lists 4 versions more, outside the filter of this one.'
tells vers-whole 0 'filter of this'
tells vers-whole 1 '5 of 5 versions. The version with the most filled fields is shown; '
tells vers-days 1 '2 other versions do not pass the filter'
# Rows tell as much as the page: five versions, of which the one that counts no more has no place on a page.
same "$(wc -l <vers/csv/conflicts.csv)" 6 "rows of acme's conflicts"
sed -n '/id="conflicts"/,/<\/section>/p' vers/completeness.html | grep -o 'href="[^"]*#e-[^"]*"' | sort -u | tr -d '"' | sed 's/^href=//' |
    while IFS='#' read -r page anchor; do
        grep -qF "id=\"$anchor\"" "vers/$page" || fail "$page has no $anchor"
    done

# ---- when what does not pass happened, a filtered report tells by day ----
{
    printf '{"id":"1","t":"2026-01-0%s:22:33Z","a":"took","by":"%s"}\n' 1T11 zoe 2T12 anna 3T13 zoe
    echo '{"id":"9","t":"2026-01-02T14:22:33Z","a":{"odd":1}}'
} | sed '2s/"1"/"2"/; 3s/"1"/"3"/' >clock.jsonl
run 3 import --db c.db --profile ./j.yaml clock.jsonl
run 0 report --db c.db --out clock --item user:anna
run 0 report --db c.db --out clock-day --since 2026-01-02 --until 2026-01-03
run 0 report --db c.db --single-file clock/one.html --item user:anna
for at in clock clock-day; do
    holds $at 12:22:33 || fail "$at lacks the time of its event"
    ! grep -rlE '1[134]:22:33' $at >found.txt || fail "$at tells when another's event was: $(cat found.txt)"
    grep -qF ',2026-01-01,2026-01-03,' $at/csv/imports.csv || fail "$at does not tell the days of its dump"
done

# ---- an item of both whose name another's event changed: here it is called as the events here call it ----
profile <<'Y'
items:
  - {role: actor, type: user, key: by, label: name}
  - {role: target, type: seat, key: seat, label: title}
Y
{
    echo '{"id":"1","t":"2026-01-01T10:00:00Z","a":"took","by":"anna","name":"Anna Old","seat":"S1","title":"Front row"}'
    echo '{"id":"2","t":"2026-01-02T10:00:00Z","a":"left","by":"anna","seat":"S1"}'
    echo '{"id":"3","t":"2026-01-03T10:00:00Z","a":"took","by":"anna","name":"Anna New","seat":"S2"}'
    echo '{"id":"4","t":"2026-01-04T10:00:00Z","a":"took","by":"zoe","seat":"S1","title":"Seat of Zoe"}'
    echo '{"id":"5","t":"2026-01-05T10:00:00Z","a":"took","by":"zoe","seat":"S2","title":"Seat of Zoe"}'
} >labels.jsonl
run 0 import --db l.db --profile ./j.yaml labels.jsonl
run 0 report --db l.db --out labels --item user:anna
run 0 report --db l.db --single-file labels/one.html --item user:anna
! holds labels 'of Zoe' || fail "the report of anna has a name from zoe's event: $(grep -rlF 'of Zoe' labels)"
holds labels/day 'Front row' || fail "a seat has lost the name that anna's event gives"
holds labels/day 'Anna New' || fail "anna has lost her newest name"
run 0 report --db l.db --out labels-days --until 2026-01-03
run 0 report --db l.db --single-file labels-days/one.html --action left
for name in 'of Zoe' 'Anna New'; do
    ! holds labels-days "$name" || fail "a report of two days has a later name: $(grep -rlF "$name" labels-days)"
done
grep -rqF 'Front row' labels-days/item || fail "two days call a seat otherwise than their events do"
grep -rqF 'Anna Old' labels-days/item || fail "two days call anna otherwise than their events do"
! grep -qF 'Front row' labels-days/one.html || fail "an action has a name that only another gives"
run 0 report --db l.db --out labels-all --since 2026-01-01
holds labels-all/item 'Seat of Zoe' && holds labels-all/item 'Anna New' || fail "newest names are lost"

# ---- the demo's store: each key that a user would grep ----
"$PROGRAM" import --quiet --db demo.db "$SOURCE"/samples/licensespring "$SOURCE"/samples/qlm "$SOURCE"/samples/others \
    "$SOURCE"/samples/dirty >/dev/null 2>&1 || true
for item in customer:7003 license:1648455355960029 user:cad1@acme.example; do
    rm -rf site
    run 0 report --db demo.db --out site --item "$item"
    query demo.db "SELECT DISTINCT key FROM party_view WHERE length(key) > 4 AND (type, key) NOT IN (SELECT b.type, b.key
        FROM party_view a JOIN party_view b USING (event) WHERE a.type || ':' || a.key = '$item')" | sort >others.txt
    # An address that is an item elsewhere may be the origin of an event here; profiles tell of platforms.
    cat site/csv/events.csv "$SOURCE"/importer/profiles/*.yaml >own.txt
    while read -r key; do
        grep -qwF -- "$key" own.txt || echo "$key"
    done <others.txt >secret.txt
    [ "$(wc -l <secret.txt)" -gt 20 ] || fail "few items share no event with $item"
    ! grep -rowFf secret.txt site >found.txt || fail "the report of $item tells of others: $(cat found.txt)"
done
