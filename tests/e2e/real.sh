#!/bin/sh
# Real dumps of other products: every record is accounted for and becomes an event.
#   real.sh PROGRAM SOURCE DATA WORK TABLE: rows of dump, profile ("-": detected), records, rejected
. "$(dirname "$0")/lib.sh"
command -v sqlite3 >/dev/null || skip "no sqlite3"
[ -d "$DATA/real" ] || skip "no real dumps"
table=$SOURCE/tests/e2e/$5
bad=0
while IFS='	' read -r dump profile records rejected; do
    case $dump in '#'*) continue ;; esac
    rm -f store.db
    set -- import --db store.db
    [ "$profile" = - ] || set -- "$@" --profile "$SOURCE/tests/e2e/profiles/$profile.yaml"
    code=0
    "$PROGRAM" "$@" "$DATA/real/$dump" >out.txt 2>&1 || code=$?
    if [ "$code" != 0 ] && [ "$code" != 3 ]; then
        echo "$dump: exit $code"; head -5 out.txt; bad=$((bad + 1)); continue
    fi
    got=$(query store.db "select records||' '||(records=mapped+skipped+rejected)||' '||rejected||' '||(made=stored+duplicate)||' '||(stored=(select count(*) from event)) from import")
    [ "$got" = "$records 1 $rejected 1 1" ] || { echo "$dump: '$got' instead of '$records 1 $rejected 1 1'"; bad=$((bad + 1)); }
    query store.db "select '$dump: '||count(*)||' events, '||coalesce(sum(at=-9223372036854775808),0)||' without a time, '||(select count(*) from item)||' items' from event"
done <"$table"
[ "$bad" = 0 ] || fail "$bad dumps"
