command -v sqlite3 >/dev/null || exit 77
# Another key signs from now on: both sign the act, the old one no more, and the past stays good.
cat >steps <<'END'
trailbook key new --quiet --name example.org/doors a.key
trailbook import --quiet --profile ./doors.yaml doors.csv
mkdir o1 o2 o3
trailbook snapshot --quiet --bare --out o1 --key a.key
trailbook key rotate b.key
trailbook key rotate --key a.key a.key
trailbook key new --quiet --name example.net/c c.key
trailbook key rotate --key a.key c.key
trailbook key rotate --key a.key --by "A. Smith" b.key | sed 's/+[0-9a-f]*+.*/+ID+KEY/; s/^\(.* example.org.doors\) .*/\1 SIGNATURE/; s/^[A-Za-z0-9+/]*=$/ROOT/'
cmp a.key.checkpoint b.key.checkpoint
trailbook seal --key a.key
trailbook key rotate --key a.key d.key
trailbook snapshot --quiet --bare --out o2 --key b.key
trailbook verify o2/* --key b.key.vkey --since o1/*/data/log/checkpoint | tail -n 1
trailbook verify o2/* --key a.key.vkey 2>&1 >out | grep -o 'VERIFY-[A-Z]*'; tail -n 1 out
trailbook import --quiet --profile ./doors.yaml doors-february.csv
trailbook snapshot --quiet --bare --out o3 --key b.key
trailbook verify o3/* --key b.key.vkey --since o1/*/data/log/checkpoint | grep 'history\|verified'
trailbook prove --consistency 6 7 | grep -c example.org/doors
cp a.key.checkpoint b.key.checkpoint
trailbook key rotate --json --key b.key e.key | grep -c '"vkey"'
END
while IFS= read -r line; do
    echo "\$ $line"
    eval "$line" 2>&1
done <steps
# Who has the old key alone signs for nobody: not with a store from before the change, nor as the later one.
sqlite3 trailbook.db "UPDATE meta SET value=(SELECT json_extract(clear,'\$.key') FROM act WHERE kind='log.init') WHERE name='ledger_key'"
trailbook seal --key a.key 2>&1
