#!/bin/sh
# A snapshot, checked as its VERIFY.txt says: with coreutils, ssh-keygen, openssl and python3 alone.
. "$(dirname "$0")/lib.sh"
for tool in sqlite3 ssh-keygen openssl python3 sha256sum; do
    command -v $tool >/dev/null || skip "no $tool"
done
export SOURCE_DATE_EPOCH=1767225600
cp "$SOURCE"/tests/cli/in/doors* .

"$PROGRAM" key new --quiet --name example.org/doors a.key
"$PROGRAM" import --quiet --profile ./doors.yaml doors.csv
mkdir first later public
run 0 snapshot --out first --key a.key
cp -R first/* kept
run 3 import --profile ./doors.yaml doors-february.csv doors-broken.csv
run 0 snapshot --out later --key a.key
run 0 snapshot --out public --key a.key --ledger-only
bag=$PWD/later/example.org-doors-000000000011
[ -d "$bag" ] || fail "the folder's name"

# What is there is not replaced, and nothing is left of the attempt.
find "$bag" -type f -exec cksum {} + | sort >before
run 1 snapshot --out later --key a.key
grep -q '\[FILE-EXISTS\]' err.txt || fail "no FILE-EXISTS"
find "$bag" -type f -exec cksum {} + | sort | cmp - before || fail "the snapshot that was there"
same "$(ls -A later)" example.org-doors-000000000011 "what is in the folder"

# Steps 1 to 4 of VERIFY.txt, word for word.
awk '/^[0-9]\./ { step = $0 + 0 }
     step < 5 && (more || /^   (ssh-keygen|sha256sum|cut|find|sed|openssl) /) { print; more = /\\$/ }' \
    "$bag/data/VERIFY.txt" >steps.sh
same "$(grep -c . steps.sh)" 8 "lines of commands in VERIFY.txt"
follow() { # DIR: in a copy, for they write files
    rm -rf copy
    cp -R "$1" copy
    { printf 'example.org/doors '; cut -d ' ' -f 1,2 a.key.pub; } >copy/signers
    (cd copy && sh -e ../steps.sh) >steps.txt 2>&1
}
follow "$bag" || { cat steps.txt >&2; fail "VERIFY.txt"; }
same "$(cat steps.txt)" 'Good "audit-snapshot@v1" signature for example.org/doors with ED25519 key '"$(ssh-keygen -lf a.key.pub | cut -d ' ' -f 2)
Signature Verified Successfully" "what the commands print"
printf x >>copy/data/README.txt
(cd copy && sha256sum -c --strict --quiet tagmanifest-sha256.txt manifest-sha256.txt) >/dev/null 2>&1 && fail "a changed file"

# Step 5.
py() { python3 "$bag/data/tools/verify.py" "$@" >py.txt 2>&1; }
code=0; py "$bag" || code=$?
same $code 3 "verify.py without a key"
py "$bag" a.key.vkey || fail "verify.py: $(cat py.txt)"
py "$bag" "$(cat a.key.vkey)" --since kept/data/log/checkpoint || fail "verify.py --since: $(cat py.txt)"
same "$(tail -n 1 py.txt)" "VERIFIED against the key of example.org/doors" "verify.py's last line"
head -n 3 kept/data/log/checkpoint >three
py "$bag" a.key.vkey --since three || fail "verify.py --since, three lines: $(cat py.txt)"
py public/* a.key.vkey || fail "verify.py of a ledger: $(cat py.txt)"
grep -q '^disclosures *-- *withheld' py.txt || fail "disclosures that are withheld"
"$PROGRAM" key new --quiet b.key
code=0; py "$bag" b.key.vkey || code=$?
same $code 4 "verify.py with another key"
for path in "$bag" public/example.org-doors-000000000011-ledger; do
    run 0 verify "$path"
    grep -q '^fixity only' out.txt || fail "verified without a key"
    run 0 verify "$path" --key a.key.vkey --since three
    grep -q '^verified' out.txt || fail "not verified"
    run 4 verify "$path" --key b.key.vkey
done
tar --format=ustar -C later -cf later.tar "${bag##*/}"
run 0 verify later.tar --key a.key.vkey --since kept/data/log/checkpoint
grep -q '^verified' out.txt || fail "the tar is not verified"

# Which entries disclose an item: as many as its events, and none can be told of a ledger alone.
n=$(query trailbook.db "SELECT count(*) FROM event e WHERE EXISTS(SELECT 1 FROM party p JOIN item i ON i.id=p.item WHERE p.event=e.id AND i.type='person' AND i.key='anna')")
run 0 verify "$bag" --key a.key.vkey --item person:anna
grep -q "^item person:anna is disclosed by $n events, entries [0-9]* to [0-9]*; 0 not attributable" out.txt || fail "the item's entries: $(grep ^item out.txt), $n events"
run 0 verify "$bag" --item person:anna --json
same "$(grep -c '^      [0-9]*,*$' out.txt)" "$n" "the item's entries as JSON"
run 0 verify trailbook.db --item person:anna
grep -q "^item person:anna is disclosed by $n events" out.txt || fail "the item's entries in the store"
run 0 verify public/* --item person:anna
grep -q "^item person:anna not verifiable" out.txt || fail "the item in a ledger alone"

# No value of a record is in the ledger alone.
for value in anna '"D1"' Main doors.csv opened.by 10.0; do
    grep -rqF -- "$value" "$bag/data/disclosures" "$bag/data/provenance.jsonl" || continue
    grep -rF -e "$value" public/*/data/entries && fail "$value is in the ledger"
done
[ ! -e public/*/data/provenance.jsonl ] || fail "provenance in the ledger alone"

# The rules by which records became events are there, and no others.
same "$(ls "$bag/data/profiles")" "$(sha256sum doors.yaml | cut -c 1-64).yaml" "profiles"
cmp doors.yaml "$bag"/data/profiles/* || fail "the profile's text"
grep -qF "\"profile\":\"$(sha256sum doors.yaml | cut -c 1-64)\"" "$bag"/data/entries/* || fail "the profile of an import"
[ ! -e public/*/data/profiles ] || fail "profiles in the ledger alone"

# A time-stamping authority's answer, asked for as archive/STANDARDS.md says, is added beside the seal: nothing that
# is signed changes.
cat >tsa.cnf <<'END'
[req]
distinguished_name = name
x509_extensions = usage
prompt = no
[name]
CN = an authority for tests
[usage]
extendedKeyUsage = critical,timeStamping
[tsa]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
END
echo 01 >serial
openssl req -x509 -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.pem -config tsa.cnf 2>/dev/null
(cd public/* && grep '^openssl ts -query' "$SOURCE/archive/STANDARDS.md" | sh)
openssl ts -reply -queryfile public/*/signatures/seal.tsq -config tsa.cnf -section tsa -out seal.tsr 2>/dev/null
cp seal.tsr public/*/signatures/
cp tsa.pem public/*/signatures/
(cd public/*/signatures && openssl ts -verify -data ../tagmanifest-sha256.txt -in seal.tsr -CAfile tsa.pem) >/dev/null 2>&1 || fail "the time stamp"
head -n 3 kept/data/log/checkpoint >three
py "$bag" a.key.vkey --since three || fail "verify.py --since, three lines: $(cat py.txt)"
py public/* a.key.vkey || fail "verify.py of a snapshot with a time stamp: $(cat py.txt)"

# The same store gives the same bytes, whatever the clock, the umask and the zone.
mkdir again
(umask 077; SOURCE_DATE_EPOCH=1800000000 TZ=Asia/Tokyo "$PROGRAM" snapshot --quiet --out again --key a.key)
diff -r again later || fail "another snapshot of the same store"
pack() { tar --format=ustar --sort=name --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX --mtime=@1767225600 -C "$1" -cf - .; }
pack again | cksum >again.sum
pack later | cksum | cmp - again.sum || fail "the archive of the same snapshot"

# Status and the report tell of the ledger, and of what is not in it yet.
run 0 status
grep -qx '  ledger     11 entries of example.org/doors, signed' out.txt || fail "status"
run 3 import --profile ./doors.yaml doors-late.csv
run 0 status
grep -qx '  ledger     11 entries of example.org/doors, signed; 1 event not sealed yet' out.txt || fail "status of an unsealed event"
run 0 report --quiet --out site
grep -qF "$(sed -n 3p "$bag/data/log/checkpoint")" site/integrity.html || fail "the checkpoint on the page"
grep -q '1 event is not sealed yet' site/integrity.html || fail "the unsealed event on the page"
grep -q 'Nothing here is signed' site/integrity.html && fail "a signed ledger that is not signed"

# An event of which another version came since is the entry that it was; with it come two more entries.
mkdir versions
run 0 snapshot --out versions --key a.key
py versions/* a.key.vkey --since "$bag/data/log/checkpoint" || fail "another version: $(cat py.txt)"
run 0 verify trailbook.db --key a.key.vkey --since versions/*/data/log/checkpoint
grep -q '^verified' out.txt || fail "the store is not verified"

# A store that no longer gives what was signed gives no snapshot, and is named.
cp trailbook.db good.db
for change in "UPDATE event SET message='x' WHERE id=2" "UPDATE item SET key='eve' WHERE key='anna'" \
    "UPDATE entry SET leaf=zeroblob(32) WHERE idx=3" "DELETE FROM entry WHERE idx=10" \
    "UPDATE checkpoint SET note=replace(note,'11','10')" "DELETE FROM event WHERE id=1" \
    "UPDATE act SET clear=replace(clear,'4','5')"; do
    cp good.db trailbook.db
    query trailbook.db "$change"
    run 4 verify trailbook.db --key a.key.vkey --since versions/*/data/log/checkpoint
    mkdir -p none
    run 1 snapshot --out none --key a.key
    grep -qE '\[(LEDGER-HISTORY|LEDGER-CHANGED|STORE-DAMAGED|CHECKPOINT-[A-Z]+|NOTE-[A-Z]+)\]' err.txt ||
        { cat err.txt >&2; fail "no reason: $change"; }
    same "$(ls -A none)" "" "what is left after: $change"
done

# A ledger that nobody signs.
rm trailbook.db
run 0 import --profile ./doors.yaml doors.csv
mkdir unsigned
run 0 snapshot --out unsigned
code=0; py unsigned/* || code=$?
same $code 3 "verify.py of a ledger without a key"
run 0 verify unsigned/*
