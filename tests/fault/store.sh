#!/bin/sh
# What --db may point at: whatever it is, the program ends with an error that says what it is, and
# leaves it as it was.
. "$(dirname "$0")/../e2e/lib.sh"
command -v sqlite3 >/dev/null || skip "no sqlite3"
cp "$SOURCE/samples/licensespring/audit-2026-01.csv" a.csv
cp "$SOURCE/samples/licensespring/audit-2026-02.csv" b.csv
root=
[ "$(id -u)" = 0 ] && root=1

says() {
    grep -q "\[$1\]" err.txt || { cat err.txt >&2; fail "$2: no [$1]"; }
}

# refused CODE WHAT DB: no verb uses it, and it stays as it is.
refused() {
    before=$(ls -ld "$3"; [ -f "$3" ] && cksum <"$3" || true)
    run 1 import --db "$3" a.csv
    says "$1" "import into $2"
    for verb in status export "show license:1" "rejects list"; do
        run 1 $verb --db "$3"
        says "$1" "$verb of $2"
    done
    same "$(ls -ld "$3"; [ -f "$3" ] && cksum <"$3" || true)" "$before" "$2 afterwards"
}

mkdir folder
refused STORE-NOT-DB "a folder" folder
echo "Dear auditor" >text
refused STORE-NOT-DB "a text" text
sqlite3 foreign.db 'create table t(a); insert into t values(1)'
refused STORE-FOREIGN "a foreign database" foreign.db
refused STORE-NOT-DB "a device" /dev/null
mkfifo pipe
refused STORE-NOT-DB "a pipe" pipe
run 1 import --db none/at/all.db a.csv
says STORE-OPEN "no such folder"
ln -s nowhere dangling
run 1 import --db dangling a.csv
says STORE-LINK "dangling link"
[ -h dangling ] && [ ! -e nowhere ] || fail "the dangling link was followed"
run 1 status --db missing.db
says STORE-MISSING "status of nothing"
[ ! -e missing.db ] || fail "status made a store"

# An empty file becomes a store; a link to a store is that store.
: >empty.db
run 1 status --db empty.db
says STORE-EMPTY "status of an empty file"
run 0 import --db empty.db a.csv
ln -s empty.db link.db
run 0 import --db link.db b.csv
run 0 import --db once.db a.csv b.csv
"$PROGRAM" export --canonical --db once.db >once.txt
"$PROGRAM" export --canonical --db link.db | cmp - once.txt || fail "the store behind a link"
[ -h link.db ] || fail "the link was replaced"

# A dump that fails leaves no empty store behind.
echo nonsense >bad.csv
run 1 import --db new.db bad.csv
[ ! -e new.db ] || fail "a failed first import left a store"

# A newer store.
cp once.db newer.db
sqlite3 newer.db 'pragma user_version=999'
refused STORE-NEWER "a newer store" newer.db

# Not writable.  Root writes everywhere, so it steps down first.
chmod 777 .
cp once.db readonly.db
chmod 444 readonly.db
mkdir shut
cp once.db shut/store.db
chmod 666 shut/store.db
chmod 555 shut
cat >drop.sh <<'END'
if [ "$(id -u)" = 0 ]; then exec setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; fi
exec "$@"
END
if [ -z "$root" ] || { command -v setpriv >/dev/null && sh drop.sh test -x "$PROGRAM" && sh drop.sh test -r a.csv; }; then
    for db in readonly.db shut/store.db; do
        before=$(cksum <$db)
        code=0
        sh drop.sh "$PROGRAM" import --db $db b.csv --source other >out.txt 2>err.txt || code=$?
        same "$code" 1 "import into $db"
        grep -qE '\[STORE-(READONLY|OPEN)\]' err.txt || { cat err.txt >&2; fail "$db: no message"; }
        same "$(cksum <$db)" "$before" "$db afterwards"
        sh drop.sh "$PROGRAM" status --db $db >out.txt 2>err.txt || { cat err.txt >&2; fail "status of $db"; }
    done
    : >secret.csv
    chmod 000 secret.csv
    code=0
    sh drop.sh "$PROGRAM" import --db "$WORK/shut.db" secret.csv >out.txt 2>err.txt || code=$?
    same "$code" 1 "import of an unreadable dump"
    says INPUT-OPEN "unreadable dump"
fi
chmod 755 shut

# Cut off at every length that matters, and with flipped bytes: an error or the whole truth, no crash.
size=$(stat -c %s once.db)
for cut in 1 15 16 99 100 101 512 16383 16384 16385 $((size / 2)) $((size - 1)) $((size - 16384)); do
    head -c "$cut" once.db >cut.db
    for verb in status "export --canonical" "import a.csv" "import --source other b.csv"; do
        code=0
        "$PROGRAM" $verb --db cut.db >out.txt 2>err.txt || code=$?
        [ "$code" = 1 ] || fail "$verb of a store cut at $cut of $size: exit $code"
        grep -qE '\[STORE-[A-Z-]+\]' err.txt || { cat err.txt; fail "$verb of a store cut at $cut says nothing"; }
    done
done
FLIPS=${5:-60} python3 - "$PROGRAM" <<'END'
import os, random, subprocess, sys
whole = open("once.db", "rb").read()
r = random.Random(1)
for i in range(int(os.environ["FLIPS"])):
    bad = bytearray(whole)
    for _ in range(r.choice((1, 1, 8, 200))):
        at = r.randrange(0, 4096) if r.random() < .3 else r.randrange(len(bad))
        bad[at] ^= 1 << r.randrange(8)
    open("flipped.db", "wb").write(bad)
    for verb in (["status"], ["export", "--canonical"], ["show", "license:1"], ["rejects", "list"],
                 ["import", "--source", "other", "a.csv"], ["import", "--remap", "b.csv"]):
        p = subprocess.run([sys.argv[1], *verb, "--db", "flipped.db"], capture_output=True, timeout=60)
        if p.returncode not in (0, 1, 3, 5) or b"Sanitizer" in p.stderr:
            sys.exit(f"flip {i}, {verb}: exit {p.returncode}: {p.stderr.decode(errors='replace')[-2000:]}")
        if p.returncode == 1 and b"[" not in p.stderr:
            sys.exit(f"flip {i}, {verb}: no message")
END

# A lock that another program holds.
python3 - once.db <<'END' &
import sqlite3, sys, time, os
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("begin exclusive")
open("locked", "w").close()
while os.path.exists("locked"):
    time.sleep(.02)
c.execute("rollback")
END
holder=$!
while [ ! -e locked ]; do sleep 0.02; done
run 5 import --db once.db b.csv --source other
says STORE-LOCKED "import into a locked store"
run 5 status --db once.db
says STORE-LOCKED "status of a locked store"
rm locked
wait $holder
run 0 status --db once.db

# both CODE WHAT: waits for the runs $one and $two, which end well or, one of them, are locked out and say CODE;
# their exits are in $code1 and $code2.
both() {
    code1=0 code2=0
    wait $one || code1=$?
    wait $two || code2=$?
    for c in "$code1:1" "$code2:2"; do
        case $c in
        0:*) ;;
        5:*) grep -q "\[$1\]" "err${c#*:}.txt" || fail "$2: locked out without a message" ;;
        *) cat err1.txt err2.txt; fail "$2: exits $code1 and $code2" ;;
        esac
    done
    [ "$code1$code2" != 55 ] || fail "$2: both were locked out"
}

# Two at the same time: who does not get in says so, and nothing is lost.
for round in 1 2 3 4 5; do
    rm -f two.db
    "$PROGRAM" import --quiet --db two.db a.csv 2>err1.txt & one=$!
    "$PROGRAM" import --quiet --db two.db b.csv 2>err2.txt & two=$!
    both STORE-LOCKED "two at once"
    [ "$code1" = 0 ] || run 0 import --db two.db a.csv
    [ "$code2" = 0 ] || run 0 import --db two.db b.csv
    "$PROGRAM" export --canonical --db two.db | cmp - once.txt || fail "two at once: the store differs"
    same "$(query two.db 'pragma integrity_check')" ok "two at once: integrity"
done

# Two reports into one folder at the same time: one is told to wait, or both are done; what stands there is whole.
"$PROGRAM" report --quiet --db once.db --out alone
for round in 1 2 3 4 5 6; do
    [ $((round % 3)) != 0 ] || rm -rf both both.state
    "$PROGRAM" report --quiet --db once.db --rebuild --out both 2>err1.txt & one=$!
    "$PROGRAM" report --quiet --db once.db --rebuild --out both 2>err2.txt & two=$!
    both FILE-LOCKED "two reports at once"
    diff -r alone both >/dev/null || fail "two reports at once: the report differs"
    same "$(ls -A | grep '^both' | tr '\n' ' ')" "both both.state " "two reports at once: what is left"
done

# A store behind a link whose run lost power: its journal lies beside the store, and mends it.
python3 - once.db 2>/dev/null <<'END' || true
import os, sqlite3, sys
os.mkdir("lost")
c = sqlite3.connect("lost/k.db", isolation_level=None)
sqlite3.connect(sys.argv[1]).backup(c)
c.execute("pragma cache_size=1")
c.execute("begin")
c.execute("update event set message=hex(zeroblob(3000))")
c.execute("update import set name='x'")
os.kill(os.getpid(), 9)
END
[ -s lost/k.db-journal ] || fail "no journal to mend with"
dd if=/dev/zero of=lost/k.db bs=512 count=1 conv=notrunc 2>/dev/null
ln -s lost/k.db mended.db
"$PROGRAM" export --canonical --db mended.db >mended.txt || fail "a store behind a link was not mended"
cmp mended.txt once.txt || fail "a store behind a link was mended to something else"
[ ! -e lost/k.db-journal ] || fail "the journal stays"
