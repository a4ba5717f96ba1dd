#!/bin/sh
# run_profiles.sh PROGRAM FOLDER: NAME.in is recognised as the profile NAME, and no other, and gives the
# events of NAME.events.  With UPDATE=1 the events are written anew.
set -u
program=$1 folder=$2 failed=0 done=0
got=$(mktemp) || exit 1
trap 'rm -f "$got"' EXIT
for dump in "$folder"/*.in; do
    name=$(basename "$dump" .in)
    [ "$("$program" --count - "$dump" | cut -d' ' -f1)" = "$name" ] || { echo "$dump: not recognised"; failed=1; }
    "$program" "$name" "$dump" >"$got" || { echo "$dump: failed"; failed=1; }
    [ "${UPDATE:-0}" = 1 ] && cp "$got" "$folder/$name.events"
    diff -u "$folder/$name.events" "$got" || failed=1
    done=$((done + 1))
done
for profile in "$folder"/../../../importer/profiles/*.yaml; do
    [ -f "$folder/$(basename "$profile" .yaml).in" ] || { echo "$profile: has no golden pair"; failed=1; }
done
[ $done -gt 0 ] || { echo "$folder: nothing to do"; failed=1; }
exit $failed
