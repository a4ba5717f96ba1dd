#!/bin/sh
# A full disk, and standard streams that cannot be written: an error that names the file and says what
# to do, nothing half done, and the next run with room completes.
#   full_disk.sh PROGRAM SOURCE DATA WORK GENERATE
. "$(dirname "$0")/../e2e/lib.sh"
generate=$5
profile=$SOURCE/tests/bench/csv.yaml
"$generate" --format csv --events 2000 >first.csv
"$generate" --format csv --events 20000 --seed 7 >second.csv
samples=$SOURCE/samples/licensespring

says() {
    grep -q "\[$1\]" err.txt || { cat err.txt >&2; fail "$2: no [$1]"; }
}

whole() {
    command -v sqlite3 >/dev/null || return 0
    same "$(query "$1" 'pragma integrity_check')" ok "$2: integrity"
}

import() {
    want=$1
    db=$2
    shift 2
    run "$want" import --quiet --db "$db" --source trail --profile "$profile" "$@"
}

import 0 first.db first.csv
import 0 both.db first.csv second.csv
"$PROGRAM" export --canonical --db first.db >first.txt
"$PROGRAM" export --canonical --db both.db >both.txt

# at every size of the disk, from one that holds next to nothing: as before, or done.
# tries DB ROOM...: each time with so much room for the import of second.csv.
mounted=
leave() {
    [ -z "$mounted" ] || umount "$WORK/disk"
}
trap leave EXIT
mkdir disk
if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=64k tmpfs disk 2>/dev/null; then
    mounted=1
    start=$(($(stat -c %s first.db) / 1024))
    end=$(($(stat -c %s both.db) / 1024))
    failed=0
    for percent in 0 2 10 40 70 90 97 150; do
        rm -f disk/*
        mount -o "remount,size=$((start + 64 + (end - start) * percent / 100))k" disk
        cp first.db disk/a.db
        code=0
        SQLITE_TMPDIR=$WORK "$PROGRAM" import --quiet --db disk/a.db --source trail --profile "$profile" second.csv >out.txt 2>err.txt || code=$?
        case $code in
        0) want=both.txt ;;
        1) want=first.txt; says STORE-FULL "import at $percent%"; failed=$((failed + 1))
           grep -q 'disk/a.db' err.txt || fail "the full disk's message names no file" ;;
        *) cat err.txt; fail "import into a full disk: exit $code" ;;
        esac
        mount -o remount,size=100m disk
        whole disk/a.db "a full disk at $percent%"
        "$PROGRAM" export --canonical --db disk/a.db | cmp - $want || fail "a full disk at $percent%: the store"
        import 0 disk/a.db second.csv
        "$PROGRAM" export --canonical --db disk/a.db | cmp - both.txt || fail "the next run after a full disk"
    done
    [ "$failed" -ge 4 ] && [ "$failed" -lt 8 ] || fail "$failed of 8 disks were full"

    # A new store on a full disk, and one without room for a single page.
    rm -f disk/*
    for size in 4k 16k 40k 200k; do
        rm -f disk/*
        mount -o remount,size=$size disk
        import 1 disk/new.db second.csv
        says STORE-FULL "a new store on a disk of $size"
        mount -o remount,size=100m disk
        import 0 disk/new.db first.csv second.csv
        "$PROGRAM" export --canonical --db disk/new.db | cmp - both.txt || fail "a new store after a full disk of $size"
    done

    # Report and export into a full disk.
    rm -rf disk/*
    mount -o remount,size=64k disk
    code=0
    "$PROGRAM" export --db both.db >disk/all.jsonl 2>err.txt || code=$?
    same "$code" 1 "export into a full disk"
    says OUT-WRITE "export into a full disk"
    if "$PROGRAM" --help | grep -q '^  report '; then
        rm -f disk/*
        run 1 report --quiet --db both.db --out disk/site
        grep -q 'disk/' err.txt || { cat err.txt; fail "report into a full disk names no file"; }
        [ ! -e disk/site ] || fail "half a report appeared"
        mount -o remount,size=400m,nr_inodes=100000 disk
        run 0 report --quiet --db both.db --out disk/site
        run 0 report --quiet --db both.db --out site
        diff -r disk/site site >/dev/null || fail "the report after a full disk differs"
    fi
    umount disk
    mounted=
else
    # Without a disk of our own: a limit on the size of files.  One block is 512 bytes.
    for percent in 2 40 90; do
        cp first.db a.db
        start=$(($(stat -c %s first.db) / 512))
        end=$(($(stat -c %s both.db) / 512))
        code=0
        (trap '' XFSZ; ulimit -f $((start + (end - start) * percent / 100))
         exec "$PROGRAM" import --quiet --db a.db --source trail --profile "$profile" second.csv) >out.txt 2>err.txt || code=$?
        same "$code" 1 "import beyond ulimit -f"
        says STORE-FULL "import beyond ulimit -f"
        "$PROGRAM" export --canonical --db a.db | cmp - first.txt || fail "the store after ulimit -f"
        import 0 a.db second.csv
        "$PROGRAM" export --canonical --db a.db | cmp - both.txt || fail "the next run after ulimit -f"
    done
fi

# A limit that kills by signal unless the program minds it.
cp first.db a.db
code=0
(ulimit -f 100; exec "$PROGRAM" import --quiet --db a.db --source trail --profile "$profile" second.csv) >out.txt 2>err.txt || code=$?
same "$code" 1 "ulimit -f, untrapped"
"$PROGRAM" export --canonical --db a.db | cmp - first.txt || fail "the store after ulimit -f, untrapped"

# Standard output is a full device: told, exit 1.
run 3 import --quiet --db dirty.db "$SOURCE/samples/dirty"
if [ -e /dev/full ]; then
    item=$(query dirty.db "select type||':'||key from item order by events desc limit 1" 2>/dev/null || echo license:1)
    for verb in status "status --json" export "export --format csv" "export --format xml" "show $item" \
        "rejects list" "rejects list --json" "profile list" "profile show okta" --help --version "import --help"; do
        code=0
        case $verb in --*|profile*|import*) db= ;; *) db="--db dirty.db" ;; esac
        "$PROGRAM" $verb $db >/dev/full 2>err.txt || code=$?
        same "$code" 1 "$verb >/dev/full"
        says OUT-WRITE "$verb >/dev/full"
    done
    # The dump is in all the same, and the exit code tells that something went wrong.
    code=0
    "$PROGRAM" import --db full.db "$samples/audit-2026-01.csv" >/dev/full 2>err.txt || code=$?
    same "$code" 1 "import >/dev/full"
    run 0 import --db full.db "$samples/audit-2026-01.csv"
    grep -q 'already imported' out.txt || fail "import >/dev/full did not import"
    # Messages that nobody can read are no reason to fail.
    code=0
    "$PROGRAM" import --db dirty2.db "$SOURCE/samples/dirty" >/dev/null 2>/dev/full || code=$?
    same "$code" 3 "import 2>/dev/full"
fi

# Closed streams: no crash, and what is opened next does not take their place.
for verb in "status" "export" "show license:1" "rejects list" "import $samples/audit-2026-02.csv"; do
    for closed in '>&-' '2>&-' '<&-' '>&- 2>&-' '<&- >&- 2>&-'; do
        cp dirty.db c.db
        code=0
        eval "\"\$PROGRAM\" $verb --db c.db $closed" >out.txt 2>err.txt || code=$?
        [ "$code" -le 1 ] || fail "$verb $closed: exit $code"
        case $closed in *'>&- '*|'>&-') same "$code" 1 "$verb $closed" ;; esac
        whole c.db "$verb $closed"
    done
done
for closed in '>&-' '2>&-' '<&- >&- 2>&-'; do
    rm -f c.db
    eval "\"\$PROGRAM\" import --db c.db \"\$samples/audit-2026-02.csv\" >out.txt $closed" || true
    whole c.db "a new store, $closed"
    run 0 import --db c.db "$samples/audit-2026-02.csv"
    if "$PROGRAM" --help | grep -q '^  report '; then
        rm -rf closed
        eval "\"\$PROGRAM\" report --db c.db --out closed >out.txt $closed" || true
        rm -rf open
        run 0 report --quiet --db c.db --out open
        diff -r closed open >/dev/null || fail "report $closed differs"
    fi
done

# A reader that has gone: quiet, whatever is printed.
for verb in status export "export --format csv" "rejects list" "rejects export" --help; do
    case $verb in --*) db= ;; *) db="--db dirty.db" ;; esac
    { code=0; "$PROGRAM" $verb $db 2>err.txt || code=$?; echo $code >code.txt; } | head -n 1 >/dev/null
    code=$(cat code.txt)
    [ "$code" = 0 ] || [ "$code" = 3 ] || fail "$verb | head -n 1: exit $code"
    [ ! -s err.txt ] || { cat err.txt; fail "$verb | head -n 1 is not quiet"; }
done
code=0
{ "$PROGRAM" export --db both.db 2>err.txt; echo $? >code.txt; } | head -n 1 >/dev/null
same "$(cat code.txt)" 0 "a long export | head -n 1"
[ ! -s err.txt ] || fail "a long export | head -n 1 is not quiet"
