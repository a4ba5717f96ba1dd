#!/bin/sh
# usage: bag_write.sh PROGRAM MAKE_BAG DATA WORK
#
# What the bag writer writes: public tools take it, the same files give the same bytes, and it is there whole or
# not at all, whatever happens.
set -u
program=$1 make=$2 sample=$3/conformance/vectors/sample-snapshot/audit-log1-000000000300 work=$4
rm -rf "$work"
mkdir -p "$work" && cd "$work" || exit 1
status=0
fail() { echo "$*" >&2; status=1; }

# Files of its own where the sample is missing.
if [ ! -d "$sample" ]; then
    sample=$work/source
    mkdir -p "$sample/data/log/tile/0" "$sample/signatures"
    for file in data/entries.jsonl data/log/checkpoint data/log/tile/0/000 data/log-2 data/a signatures/seal; do
        head -c 300000 /dev/zero | tr '\0' "${#file}" >"$sample/$file"
    done
    printf 'Source-Organization: Example\nPayload-Oxum: 0.0\n' >"$sample/bag-info.txt"
fi
(cd "$sample" && find data signatures -type f) >paths
at=1767312000

# 1. Its files, manifests and all, are the sample's; and the tools of any Unix say so.
"$make" bag $at "$sample" <paths || fail "it is not made"
[ "$sample" = "$work/source" ] || diff -r "$sample" bag || fail "it is not the sample, byte for byte"
"$program" verify --all bag >said || { cat said; fail "it does not verify"; }
(cd bag && sha256sum -c --strict --quiet manifest-sha256.txt tagmanifest-sha256.txt &&
    sha512sum -c --strict --quiet manifest-sha512.txt tagmanifest-sha512.txt) || fail "coreutils refuse it"
(cd bag && cut -c67- manifest-sha256.txt >../listed && LC_ALL=C sort ../listed | cmp - ../listed &&
    find data -type f | LC_ALL=C sort | cmp - ../listed) || fail "its manifest is not all files in order"
[ -z "$(find . -maxdepth 1 -name '.bag*')" ] || fail "something is left: $(ls -A)"

# 2. Another umask, zone, language, folder and order of files: the same bytes, modes and times.
mkdir other
(umask 077 && cd other && LC_ALL=C sort -r ../paths |
    TZ=Asia/Tokyo LC_ALL=tr_TR.UTF-8 "$make" "$work/other/bag/" $at "$sample") || fail "not made again"
pack() { LC_ALL=C tar --format=ustar --sort=name --owner=0 --group=0 --numeric-owner "$@" bag; }
pack -cf one.tar
pack -C other -cf two.tar
pack --mode=u=rwX,go=rX --mtime=@$at -cf three.tar
cmp one.tar two.tar || fail "two bags differ"
cmp one.tar three.tar || fail "modes or times are not those that VERIFY.txt's tar sets"
"$program" verify --quiet one.tar || fail "its tar does not verify"

# 3. What is there is never replaced.
"$make" bag $at "$sample" <paths 2>said && fail "a bag was replaced"
grep -q '\[FILE-EXISTS\]' said || fail "no FILE-EXISTS: $(cat said)"
mkdir .mine.tmp
"$make" mine $at "$sample" <paths 2>said && fail "somebody's folder was taken"
grep -q '\[FILE-EXISTS\]' said && [ -d .mine.tmp ] || fail "no FILE-EXISTS: $(cat said)"
rmdir .mine.tmp
"$make" nowhere/bag $at "$sample" <paths 2>said && fail "it went nowhere"
grep -q '\[FILE-CREATE\]' said || fail "no FILE-CREATE: $(cat said)"

# 4. Killed behind any file: no bag; the next run says so, takes it away, and makes the same.
count=$(($(wc -l <paths) + 1))
for n in $(seq 1 5 $count) $count; do
    "$make" cut $at "$sample" "$n" <paths 2>/dev/null && fail "not killed at $n"
    [ ! -e cut ] || fail "killed at $n: something has the bag's name"
    [ "$("$make" cut $at "$sample" <paths)" = left ] || fail "killed at $n: what was left is not told"
    diff -r bag cut || fail "killed at $n: the next run differs"
    rm -r cut
    [ -z "$(find . -maxdepth 1 -name '.cut*')" ] || fail "killed at $n: something stays"
done

# 5. A full disk: an error that names the file, and nothing is left; with room it completes.
if [ "$(id -u)" = 0 ] && mkdir disk && mount -t tmpfs -o size=100k tmpfs disk 2>/dev/null; then
    trap 'umount "$work/disk"' EXIT
    for size in 8 40 100 250; do
        mount -o "remount,size=${size}k" disk
        "$make" disk/bag $at "$sample" <paths 2>said && fail "a disk of ${size}k took it"
        grep -qE 'disk/.*\[FILE-(WRITE|CREATE)\]' said || fail "a full disk: $(cat said)"
        [ -z "$(ls -A disk)" ] || fail "a full disk: $(ls -A disk) is left"
    done
    mount -o remount,size=10m disk
    "$make" disk/bag $at "$sample" <paths && diff -r bag disk/bag || fail "with room it is not made"
fi
exit $status
