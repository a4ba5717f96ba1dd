#!/bin/sh
# usage: run.sh PROGRAM NAME       runs NAME.sh and compares what it prints
#
# A test is NAME.sh, run in a folder of its own that holds copies of in/*, with `trailbook` in PATH;
# NAME.stdout, NAME.stderr (missing: nothing is printed) and NAME.exit (missing: 0) are what is
# expected.  UPDATE=1 writes them anew: look at the difference before you commit it.
set -u
program=$1 name=$2
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT

mkdir "$work/bin" "$work/run" "$work/got"
ln -s "$program" "$work/bin/trailbook"
cp -R "$here/in/." "$work/run"
(cd "$work/run" && exec env -i PATH="$work/bin:$PATH" HOME="$work" LC_ALL=C TZ=UTC \
    SOURCE_DATE_EPOCH=1767225600 sh "$here/$name.sh") \
    >"$work/got/stdout" 2>"$work/got/stderr"
status=$?
[ "$status" = 77 ] && exit 77
echo "$status" >"$work/got/exit"
# How large a store is says more of the layout of its tables than of the program.
sed -i 's/^\(.*[.]db\), [0-9.]* [kM]B$/\1, SIZE/' "$work/got/stdout"

failed=0
for part in stdout stderr exit; do
    want=$here/$name.$part got=$work/got/$part
    if [ -n "${UPDATE-}" ]; then
        rm -f "$want"
        if [ "$part" = exit ] && [ "$status" = 0 ]; then continue; fi
        [ -s "$got" ] && cp "$got" "$want"
        continue
    fi
    if [ ! -f "$want" ]; then
        want=$work/none
        if [ "$part" = exit ]; then echo 0 >"$want"; else : >"$want"; fi
    fi
    diff -u "$want" "$got" --label "$name.$part, expected" --label "$name.$part, printed" || failed=1
done
exit "$failed"
