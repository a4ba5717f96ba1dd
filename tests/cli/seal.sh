# The ledger: what is sealed stays, and nothing is signed over another past.
told() { sed -E 's/^[A-Za-z0-9+/]{43}=$/ROOT/; s/^(— [^ ]*) .*/\1 SIGNATURE/'; }
trailbook key new --quiet --name example.org/doors a.key
trailbook import --quiet --profile ./doors.yaml doors.csv
trailbook seal --key a.key | told
cp trailbook.db first.db
trailbook seal --key a.key | told
cmp a.key.checkpoint a.key.checkpoint && head -2 a.key.checkpoint
trailbook import --quiet --profile ./doors.yaml doors-february.csv
trailbook seal --key a.key --json | sed -E 's/"root": "[0-9a-f]{64}"/"root": HEX/; s/"checkpoint": ".*"/"checkpoint": NOTE/'
# Another key, no key, no public half.
trailbook key new --quiet b.key
trailbook seal --key b.key; echo "exit $?" >&2
trailbook seal; echo "exit $?" >&2
trailbook seal --key missing.key; echo "exit $?" >&2
mv a.key.vkey kept.vkey
trailbook seal --key a.key; echo "exit $?" >&2
cp b.key.vkey a.key.vkey
trailbook seal --key a.key; echo "exit $?" >&2
mv kept.vkey a.key.vkey
# A store that was brought back from a copy, and one that another program changed.
cp trailbook.db now.db
cp first.db trailbook.db
trailbook seal --key a.key; echo "exit $?" >&2
echo rubbish >rubbish
cp now.db trailbook.db
cp a.key.checkpoint last
cp rubbish a.key.checkpoint
trailbook seal --key a.key; echo "exit $?" >&2
cp last a.key.checkpoint
sqlite3 trailbook.db "UPDATE entry SET leaf=zeroblob(32) WHERE idx=1"
trailbook seal --key a.key; echo "exit $?" >&2
# Without a key: a ledger that nobody signs, from then on.
rm trailbook.db
trailbook import --quiet --profile ./doors.yaml doors.csv
trailbook seal | told
trailbook seal --quiet
trailbook seal --key b.key; echo "exit $?" >&2
# What is sealed may be remapped: see amend.sh.
trailbook import --quiet --remap --profile ./doors.yaml doors.csv; echo "exit $?" >&2
# A store that is made by it has one entry, of itself.
trailbook seal --db new.db | told
