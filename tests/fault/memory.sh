#!/bin/sh
# Too little memory, from as little as the program starts with until there is enough: it says so, nothing
# is half done, and the next run completes.
#   memory.sh PROGRAM SOURCE DATA WORK GENERATE
. "$(dirname "$0")/../e2e/lib.sh"
generate=$5
profile=$SOURCE/tests/bench/csv.yaml
"$generate" --events 1000 --items 200 >first.csv
"$generate" --events 8000 --items 2000 --seed 7 >second.csv

# within ARG ...: a run with $room kB of address space; its exit status in $ended.
within() {
    ended=0
    (ulimit -v "$room"; exec "$PROGRAM" "$@") >out.txt 2>err.txt || ended=$?
}

room=20000
while within --version && [ $ended != 0 ]; do
    [ $room -lt 1000000 ] || skip "the program does not start in 1 GB of address space"
    room=$((room + 4000))
done
least=$room

import() {
    db=$1
    shift
    run 0 import --quiet --db "$db" --source trail --profile "$profile" "$@"
}
import first.db first.csv
import both.db first.csv second.csv
"$PROGRAM" export --canonical --db first.db >first.txt
"$PROGRAM" export --canonical --db both.db >both.txt
run 0 report --quiet --db first.db --out want

# told WHAT: the run failed, and said why.
told() {
    same "$ended" 1 "$1 in $room kB: exit"
    grep -q '\[MEM-OUT\]\|\[STORE-\|\[IMPORT-THREAD\]' err.txt || { cat err.txt; fail "$1 in $room kB does not tell what it lacks"; }
    ! grep -q '\[MEM-OUT\]' err.txt || short=$((short + 1))
}

# enough WHAT: the last run had enough memory, those before it had not.
enough() {
    echo "$1: out of memory $short times, enough is $room kB"
    [ $short -ge 3 ] || fail "$1 is hardly ever out of memory"
}

short=0 room=$least ended=1
while [ $ended != 0 ]; do
    room=$((room + 8000))
    [ $room -lt 2000000 ] || fail "an import has never enough"
    cp first.db a.db
    within import --quiet --db a.db --source trail --profile "$profile" second.csv
    [ $ended = 0 ] || told "an import"
    want=both.txt
    [ $ended = 0 ] || want=first.txt
    "$PROGRAM" export --canonical --db a.db | cmp - $want || fail "the store after an import in $room kB"
    import a.db second.csv
    "$PROGRAM" export --canonical --db a.db | cmp - both.txt || fail "the next import after one in $room kB"
done
enough "an import"

short=0 room=$least ended=1
while [ $ended != 0 ]; do
    room=$((room + 8000))
    [ $room -lt 2000000 ] || fail "a report has never enough"
    rm -rf site*
    within report --quiet --db first.db --out site
    [ $ended = 0 ] || told "a report"
    [ $ended = 0 ] || [ ! -e site ] || fail "half a report appeared in $room kB"
    run 0 report --quiet --db first.db --out site
    diff -r site want >/dev/null || fail "the report after one in $room kB differs"
    [ "$(ls -A | grep -c site)" = 2 ] || { ls -A; fail "the report after one in $room kB leaves something behind"; }
done
enough "a report"
