# What must be kept, and why: entries of the ledger, until another releases them.
told() { sed -E 's/^[A-Za-z0-9+/]{43}=$/ROOT/; s/^(— [^ ]*) .*/\1 SIGNATURE/'; }
trailbook key new --quiet --name example.org/doors a.key
trailbook import --quiet --profile ./doors.yaml doors.csv
trailbook hold --item door:D1 --reason 'case "7"' --by 'A. Smith' --key a.key | told
trailbook hold --source doors --category Doors --reason '<b>case 8</b>' --key a.key --quiet
trailbook hold --item person:ben --reason 'case 9' --key a.key --json | grep entry
trailbook hold --list
trailbook hold --release 6 --reason 'case 7 is closed' --by 'B. Jones' --key a.key | sed q
trailbook hold --list
trailbook hold --list --json
# The item, the reason and who said so are committed to; what class is held, and the number, are clear.
sqlite3 trailbook.db "SELECT kind,clear,hidden FROM act WHERE kind IN ('hold','release')"
mkdir archive
trailbook snapshot --quiet --out archive --key a.key
grep -hE '"(hold|release)"' archive/*/data/entries/*.jsonl | sed -E 's/"[A-Za-z0-9_-]{43}"/"COMMITMENT"/g'
# What is missing or wrong.
try() { trailbook hold "$@" --key a.key; echo "exit $?" >&2; }
try
try --item door:D1
try --item door:D1 --source doors --reason x
try --category Doors --item door:D1 --reason x
try --item door:D9 --reason x
try --item nothing --reason x
try --source door --reason x
try --source doors --category Door --reason x
try --release 6 --reason again
try --release 5 --reason x
try --release six --reason x
try --release 7
try --release 7 --item door:D1 --reason x
try --item door:D1 --reason "$(printf '\377')"
trailbook hold --list --item door:D1; echo "exit $?" >&2
