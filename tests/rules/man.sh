#!/bin/sh
# usage: man.sh SOURCE         the manual is laid out without a warning, names every verb, and repeats nothing
command -v man >/dev/null || exit 77
warnings=$(MANWIDTH=80 LC_ALL=C man --warnings -l "$1/cli/trailbook.1" 2>&1 >/dev/null)
[ -z "$warnings" ] || { echo "$warnings" >&2; exit 1; }
status=0
for verb in $(sed -n 's/^    \.name = "\(.*\)",/\1/p' "$1"/cli/verb_*.c | sort -u); do
    grep -q "^\.Cm $verb" "$1/cli/trailbook.1" || { echo "trailbook.1: no $verb" >&2; status=1; }
done
for option in $(sed -n 's/^    \[OPT_[A-Z_]*\] = {"\([a-z-]*\)".*/\1/p' "$1/cli/options.c"); do
    grep -qE "Fl -$option( |$)" "$1/cli/trailbook.1" || { echo "trailbook.1: no --$option" >&2; status=1; }
done
twice=$(grep -E '^[^.].{50,}' "$1/cli/trailbook.1" | sort | uniq -d)
[ -z "$twice" ] || { echo "trailbook.1: stands there twice: $twice" >&2; status=1; }
exit $status
