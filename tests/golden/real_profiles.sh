#!/bin/sh
# real_profiles.sh PROGRAM DATA TABLE: real dumps, each recognised as exactly one shipped profile, every
# record accounted for, and told how many events have no time or no items.  A row of TABLE is a dump, a
# profile ("-": detected; others are not ours to try), its records, and how many of them are rejected.
set -u
program=$1 data=$2 table=$3 failed=0
[ -d "$data/real" ] || { echo "no real dumps"; exit 77; }
while IFS='	' read -r dump profile records rejected; do
    case $dump in '#'*) continue ;; esac
    [ "$profile" = - ] || continue
    # profile records mapped skipped rejected events untimed itemless nanoseconds
    set -- $("$program" --count - "$data/real/$dump" 2>&1)
    [ $# -eq 9 ] || { echo "$dump: $*"; failed=1; continue; }
    echo "$dump: $1, $2 records, $6 events, $7 without a time, $8 without items"
    [ "$2" = "$records" ] && [ "$5" = "$rejected" ] && [ "$2" = $(($3 + $4 + $5)) ] ||
        { echo "$dump: expected $records records, $rejected rejected; got $*"; failed=1; }
    [ $(($7 * 100)) -le "$6" ] && [ $(($8 * 100)) -le "$6" ] ||
        { echo "$dump: more than 1 in 100 events without a time or an item"; failed=1; }
done <"$table"
exit $failed
