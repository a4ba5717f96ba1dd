# A store that was erased from takes no dump without its pepper, and no record that was erased.  Marks are made
# here as core/pepper.h says.
command -v sqlite3 openssl xxd >/dev/null || exit 77
trailbook import --quiet --profile ./doors.yaml doors.csv
key=00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff
echo "trailbook-pepper $key" >trailbook.db.pepper
chmod 600 trailbook.db.pepper
# mark KIND PART...: parts in hex
part() { printf '%02x00000000000000%s' $((${#1} / 2)) "$1"; }
hex() { printf %s "$1" | xxd -p | tr -d '\n'; }
mark() {
    kind=$(hex "$1")
    shift
    { part "$kind"; for p; do part "$p"; done; } | xxd -r -p |
        openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -r | cut -c1-64
}
# All of the first event but its row, as a redaction leaves it.
record=$(sqlite3 trailbook.db "SELECT hex(digest) FROM event WHERE id=1" | tr A-F a-f)
dump=$(sqlite3 trailbook.db "SELECT hex(dump) FROM import" | tr A-F a-f)
sqlite3 trailbook.db "INSERT INTO meta VALUES('pepper',X'$(mark check)');
INSERT INTO erased VALUES(X'$(mark record "$(hex doors)" "$record")'),(X'$(mark dump "$dump")'),
(X'$(mark item "$(hex door)" "$(hex D9)")');
UPDATE import SET dump=X'$(mark dump "$dump")';
UPDATE event SET flags=128,ident=randomblob(16),content=0,leaves=0,digest=NULL,parties=NULL,attributes=NULL
WHERE id=1"
before=$(sha256sum trailbook.db)

echo "-- without the pepper, and with another"
mv trailbook.db.pepper kept
trailbook import --profile ./doors.yaml doors.csv
echo "exit $?"
trailbook rejects retry 2>&1 | sed 's/: No such.*//'
echo "trailbook-pepper $(echo $key | tr 0 1)" >other
trailbook import --pepper other --profile ./doors.yaml doors.csv
trailbook import --pepper doors.csv --profile ./doors.yaml doors.csv
[ "$before" = "$(sha256sum trailbook.db)" ] && echo "nothing was written"

echo "-- with it"
trailbook import --pepper kept --profile ./doors.yaml doors.csv
chmod 644 kept
{ cat doors.csv; echo '9,2026-01-06T10:00:00Z,dora,opened,D9,ok'; } >more.csv
trailbook import --pepper kept --profile ./doors.yaml more.csv
chmod 600 kept
mv kept trailbook.db.pepper
trailbook import --json --remap --profile ./doors.yaml doors.csv | grep -E 'result|stored|duplicate|suppressed|sha256'
mkdir night
mv doors.csv trailbook.db trailbook.db.pepper night
trailbook import --db night/trailbook.db --profile ./doors.yaml night
trailbook status --db night/trailbook.db | grep made

echo "-- a reject whose record was erased"
echo '10,2026-01-06T11:00:00Z,dora,,D8,ok' >>night/doors.csv
trailbook import --quiet --db night/trailbook.db --profile ./doors.yaml night/doors.csv
sqlite3 night/trailbook.db "UPDATE reject SET raw=NULL"
trailbook rejects list --db night/trailbook.db --json | grep -E '"dump"|sha256|reason'
trailbook rejects retry --db night/trailbook.db --profile ./doors.yaml
echo "exit $?"
