# An export into the folder of an earlier one leaves what its list names, and what is not an export's.
agree() { # the list names the files that are there, and they hold the dumps' bytes
    cut -d , -f 1 out/rejects.csv | grep record >named
    (cd out && ls -A | grep '^\.*[0-9].*record') | cmp - named && echo "$(grep -c . named) named"
    tr -d '\r' <out/rejects.csv | tail -n +2 | while IFS=, read -r file dump record line offset length kept rest; do
        tail -c +$((offset + 1)) "$dump" | head -c "$length" | cmp - out/$file
    done
}
trailbook import --quiet --profile ./doors.yaml doors-broken.csv 2>/dev/null
trailbook import --quiet --db more.db --profile ./doors.yaml doors-broken.csv 2>/dev/null
sed 's/D1/D2/' doors-broken.csv >more.csv
trailbook import --quiet --db more.db --profile ./doors.yaml more.csv 2>/dev/null
trailbook rejects export --db more.db --out out
agree
echo mine >out/notes.txt
echo mine >out/00000077.record # which the list does not name
echo mine >out/123456789.record
echo cut >out/.00000007.record.tmp
trailbook rejects export --out out
cat out/notes.txt out/00000077.record out/123456789.record
rm out/00000077.record
mv out/123456789.record .
agree
# One that cannot end says so in the list's place, and is repeated by the same command.
rm out/00000001.record
mkdir out/00000001.record
trailbook rejects export --out out
cat out/rejects.csv
rmdir out/00000001.record
cp out/00000002.record out/00000077.record
mv 123456789.record out # no export that was cut short can have made it
trailbook rejects export --out out
cat out/123456789.record
rm out/123456789.record
agree
# Where an export would write, a file that no list names is in the way.
trailbook rejects export --db more.db --out out
last=$(cut -d , -f 1 out/rejects.csv | grep record | tail -n 1)
trailbook rejects export --out out
echo mine >out/$last
trailbook rejects export --db more.db --out out
cat out/$last
rm out/$last
trailbook rejects export --db more.db --out out
agree
# Without a list, files that are called so are someone's own.
mkdir own
echo mine >own/00000001.record
trailbook rejects export --out own
ls -A own
cat own/00000001.record
# While another run writes there: exit status 5, and nothing is touched; what a killed one left is no hindrance.
cat >hold.py <<'EOF'
import fcntl, os, time
lock = open("out/.rejects.lock", "w")
fcntl.lockf(lock, fcntl.LOCK_EX)
open("locked", "w").close()
while os.path.exists("locked"):
    time.sleep(.02)
EOF
python3 hold.py &
while [ ! -e locked ]; do sleep 0.02; done
trailbook rejects export --out out
echo "exit $?"
agree
rm locked
wait $!
trailbook rejects export --out out
agree
ls -A out
