#!/bin/sh
# usage: codes.sh SOURCE       every diagnostic code is explained in the man page and named by a test, and
#                              none is left over
set -u
cd "$1" || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Names of encodings look like codes.
find core importer renderer archive cli -name '*.[ch]' -exec cat {} + 2>/dev/null |
    grep -oE '"[A-Z][A-Z0-9]*(-[A-Z0-9]+)+"' | tr -d '"' |
    grep -vE '^(UTF|ISO|UCS)-|^SHA-' | sort -u >"$work/used"
sed -n 's/^\.It Sy \([A-Z][A-Z0-9-]*\)$/\1/p' cli/trailbook.1 | sort >"$work/listed"
sort -u "$work/listed" >"$work/explained"

status=0
[ -s "$work/used" ] || { echo "no codes found in the sources" >&2; status=1; }
tell() { [ -z "$2" ] || { echo "cli/trailbook.1: $1:" $2 >&2; status=1; }; }
tell "codes without an explanation" "$(comm -23 "$work/used" "$work/explained")"
tell "codes that nothing uses" "$(comm -13 "$work/used" "$work/explained")"
tell "codes explained twice" "$(uniq -d "$work/listed")"
tell "codes out of order" "$(sort -c "$work/listed" 2>&1)"
grep -arhoE '[A-Z][A-Z0-9]*(-[A-Z0-9]+)+' --exclude-dir=rules tests | sort -u >"$work/named"
tell "codes that no test names" "$(comm -23 "$work/explained" "$work/named")"
exit $status
