#!/bin/sh
# Proofs, checked by the script that is written with them: each holds against the key and against a checkpoint
# that was kept, also after more was sealed, and not once a byte of it is another.
. "$(dirname "$0")/lib.sh"
for tool in basenc openssl python3 sqlite3; do
    command -v $tool >/dev/null || skip "no $tool"
done
export SOURCE_DATE_EPOCH=1767225600
cp "$SOURCE"/tests/cli/in/doors* .
"$PROGRAM" key new --quiet --name example.org/doors a.key
"$PROGRAM" key new --quiet --name example.org/doors b.key
KEY=$(cat a.key.vkey)

check() { # DIR: every proof in it, by two shells
    for entry in "$1"/*.json; do
        for shell in sh bash; do
            command -v $shell >/dev/null || continue
            $shell "$1/verify-inclusion.sh" "${entry%.json}.tlog-proof" "$entry" "$KEY" >said.txt 2>&1 ||
                { cat said.txt >&2; fail "$entry, by $shell"; }
            grep -q "^OK: entry $(basename "$entry" .json) of .*, signed by example.org/doors\$" said.txt ||
                fail "what is said of $entry"
        done
    done
}

# As many as the item has events, and the lines that a snapshot has.
"$PROGRAM" import --quiet --profile ./doors.yaml doors.csv
"$PROGRAM" seal --quiet --key a.key
head -n 3 a.key.checkpoint >kept
run 0 prove D1 --out first
"$PROGRAM" import --quiet --profile ./doors.yaml doors-february.csv
mkdir bags
"$PROGRAM" snapshot --quiet --out bags --key a.key
run 0 prove D1 --out second
same "$(ls second/*.tlog-proof | wc -l)" "$(query trailbook.db "SELECT count(*) FROM item_event e JOIN item i ON
    i.id=e.item WHERE i.key='D1'")" "proofs of an item"
for entry in second/*.json; do
    seq=$(basename "$entry" .json)
    echo | cat "$entry" - >line
    sed -n "$((seq + 1))p" bags/*/data/entries/000000000000.jsonl | cmp - line || fail "entry $seq"
    sed -n 's/^extra //p' "second/$seq.tlog-proof" | base64 -d >values
    sed -n "s/^$seq	//p" bags/*/data/disclosures/000000000000.tsv | cmp - values || fail "values of entry $seq"
done

# The older proofs hold as they were, against the key and against what was kept; so does what joins the two.
check first
check second
sh first/verify-inclusion.sh first/2.tlog-proof first/2.json | tail -n 3 | cmp - kept || fail "what is told without a key"
run 0 prove --consistency 6 8
cmp out.txt bags/*/data/log/consistency/000000000006-000000000008 || fail "the proof between checkpoints"

# Another key, of the same name; another's entry and values.
refused() { # WHAT ARG...
    what=$1
    shift
    ! sh second/verify-inclusion.sh "$@" >said.txt 2>&1 || { cat said.txt >&2; fail "accepted: $what"; }
}
refused "another key" second/2.tlog-proof second/2.json "$(cat b.key.vkey)"
refused "another entry" second/2.tlog-proof second/4.json
sed "2s/.*/$(sed -n 2p second/4.tlog-proof | sed 's,/,\\/,g')/" second/2.tlog-proof >mixed
refused "another entry's values" mixed second/2.json
grep -v '^—' second/2.tlog-proof >unsigned
refused "no signature" unsigned second/2.json "$KEY"
sed '$s/^— [^ ]*/— example.org/' second/2.tlog-proof >renamed
refused "a signature of another name" renamed second/2.json "$KEY"

# Each byte matters: a few of all lines, flipped; and cut, and longer.
mkdir changed
python3 - second/2.tlog-proof second/2.json <<'P'
import sys
for path in sys.argv[1:]:
    whole = open(path, 'rb').read()
    name = path.split('.')[-1]
    ends = [i for i, c in enumerate(whole) if c == 10 and i + 1 < len(whole)]
    places = set(range(0, len(whole), 29)) | {e + d for e in ends for d in (-2, -1, 0, 1)}
    for at in sorted(p for p in places if p < len(whole)):
        change = bytes([whole[at] ^ 1]) if whole[at] != 10 else b'A'
        open(f'changed/{at}.{name}', 'wb').write(whole[:at] + change + whole[at + 1:])
    open(f'changed/cut.{name}', 'wb').write(whole[:-1 if name == 'json' else -3])
    open(f'changed/more.{name}', 'wb').write(whole + b'A')
P
for file in changed/*.tlog-proof; do refused "$file" "$file" second/2.json "$KEY"; done
for file in changed/*.json; do refused "$file" second/2.tlog-proof "$file" "$KEY"; done

# A ledger that nobody signs.
rm trailbook.db
"$PROGRAM" import --quiet --profile ./doors.yaml doors.csv
"$PROGRAM" seal --quiet
run 0 prove D1 --out third
sh third/verify-inclusion.sh third/2.tlog-proof third/2.json >said.txt || fail "a proof in an unsigned ledger"
grep -q '^trailbook.local/unsigned$' said.txt || fail "the unsigned checkpoint"

# The sample of the format's vectors.
sample=$DATA/conformance/vectors/sample-snapshot/audit-log1-000000000300/data
[ -d "$sample" ] || exit 0
for proof in "$sample"/proofs/*.tlog-proof; do
    sh third/verify-inclusion.sh "$proof" "${proof%.tlog-proof}.json" "$(cat "$sample/log/vkey")" >said.txt 2>&1 ||
        { cat said.txt >&2; fail "$proof"; }
done
