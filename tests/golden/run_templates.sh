#!/bin/sh
# run_templates.sh PROGRAM FOLDER: every NAME.json of the folder through NAME.mustache against
# NAME.html, or against NAME.err if it must fail.  With UPDATE=1 they are written anew.
set -u
program=$1 folder=$2 failed=0 done=0
got=$(mktemp) || exit 1
trap 'rm -f "$got"' EXIT
for json in "$folder"/*.json; do
    name=$(basename "$json" .json)
    if "$program" "$folder" "$name" >"$got"; then kind=html; else kind=err; fi
    if [ "${UPDATE:-0}" = 1 ]; then
        rm -f "$folder/$name.html" "$folder/$name.err"
        cp "$got" "$folder/$name.$kind"
    fi
    diff -u "$folder/$name.$kind" "$got" || { echo "$name: differs"; failed=1; }
    done=$((done + 1))
done
[ $done -gt 0 ] || { echo "$folder: nothing to render"; failed=1; }
exit $failed
