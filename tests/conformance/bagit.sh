#!/bin/sh
# usage: bagit.sh PROGRAM DATA      the conformance suite of the Library of Congress, whole
#
# valid: verifies; warning: verifies with a message; invalid, linux-only: does not (exit 4).  The bags of
# windows-only are made for Windows; none of them verifies here either.  No exception is made.
set -u
program=$1 suite=$2/conformance/bagit-conformance-suite
[ -d "$suite" ] || { echo "skipped: no $suite"; exit 77; }
said=$(mktemp)
trap 'rm -f "$said"' EXIT
bags=0 status=0
for bag in "$suite"/v*/*/*/; do
    kind=$(basename "$(dirname "$bag")")
    "$program" verify --all "$bag" >/dev/null 2>"$said"
    code=$?
    case $kind in
    valid) right=$([ $code = 0 ] && echo yes) ;;
    warning) right=$([ $code = 0 ] && [ -s "$said" ] && echo yes) ;;
    *) right=$([ $code = 4 ] && echo yes) ;;
    esac
    [ "$kind" = windows-only ] || bags=$((bags + 1))
    [ -n "$right" ] || { echo "$bag: exit $code"; cat "$said"; status=1; }
done
echo "$bags bags"
[ $bags = 54 ] || status=1

# A snapshot that another program wrote, as a folder and as a tar.
sample=$2/conformance/vectors/sample-snapshot/audit-log1-000000000300
"$program" verify --all "$sample" || status=1
# Its entries, too, give what was signed of them; it lacks what our snapshots explain themselves with.
"$program" verify --since "$sample/data/log/checkpoint" "$sample" 2>/dev/null |
    sed -n 's/^\(entries\|tiles\|history\|disclosures\|since\) *ok: .*/\1/p' | tr '\n' ' ' >"$said"
[ "$(cat "$said")" = "entries tiles history disclosures since " ] || { echo "its ledger: $(cat "$said")"; status=1; }
tar=$(mktemp)
trap 'rm -f "$said" "$tar"' EXIT
LC_ALL=C tar --format=ustar --sort=name --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX --mtime=@0 \
    -C "$(dirname "$sample")" -cf "$tar" "$(basename "$sample")" && "$program" verify --all "$tar" || status=1
exit $status
