#!/bin/sh
# run_readers.sh PROGRAM FORMAT FOLDER: every dump of the folder against its golden pair, read whole
# and in blocks of 1, 7 and 65536 bytes.  NAME@RECORD.dump has its records at RECORD; the pair is
# NAME@RECORD.expected.  With UPDATE=1 the pairs are written anew.
set -u
program=$1 format=$2 folder=$3 failed=0 done=0
got=$(mktemp) || exit 1
trap 'rm -f "$got"' EXIT
for dump in "$folder"/*.dump; do
    expected=${dump%.dump}.expected
    record=$(basename "$dump" .dump)
    case $record in
    *@*) record=${record#*@} ;;
    *) record= ;;
    esac
    for block in 0 1 7 65536; do
        "$program" --block $block "$format" "$record" "$dump" >"$got" 2>&1 ||
            { echo "$dump: exit status $?"; failed=1; }
        if [ "${UPDATE:-0}" = 1 ] && [ $block = 0 ]; then cp "$got" "$expected"; fi
        diff -u "$expected" "$got" || { echo "$dump: in blocks of $block"; failed=1; }
        done=$((done + 1))
    done
done
[ $done -gt 0 ] || { echo "$folder: no dumps"; failed=1; }
exit $failed
