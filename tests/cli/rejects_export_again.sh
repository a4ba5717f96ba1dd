# An export of rejects touches no file that is not its own, and completes one that was cut short.
agree() { # the list names the files that are there, and they hold the dumps' bytes
    cut -d , -f 1 out/rejects.csv | grep record >named
    (cd out && ls -A | grep '^\.*[0-9].*record') | cmp - named && echo "$(grep -c . named) named"
    tr -d '\r' <out/rejects.csv | tail -n +2 | while IFS=, read -r file dump record line offset length kept rest; do
        tail -c +$((offset + 1)) "$dump" | head -c "$length" | cmp - out/$file
    done
}
trailbook import --quiet --profile ./doors.yaml doors-broken.csv 2>/dev/null
trailbook rejects export --out out
agree
# What was mended in an earlier one stays.
echo mended >out/00000001.record
trailbook rejects export --out out
cat out/00000001.record
# Someone's own files stay, whatever they are called, and so does the folder.
mkdir own
echo mine >own/00000001.record
trailbook rejects export --out own
trailbook rejects export --out own
ls -A own
cat own/00000001.record
trailbook rejects export --out doors.csv
# A run that was killed leaves a mark; the next one removes what that left, and no other file.
touch out/rejects.unfinished
echo cut >out/.00000002.record.tmp
cp out/00000002.record out/00000077.record
echo mine >out/notes.txt
trailbook rejects export --out out
agree
cat out/notes.txt
# One that cannot end keeps the mark.
rm -r out
mkdir -p out/00000001.record
touch out/rejects.unfinished
trailbook rejects export --out out
ls -A out
rmdir out/00000001.record
trailbook rejects export --out out
agree
# While another run writes there: exit status 5, and nothing is touched.
touch out/rejects.unfinished
cat >hold.py <<'EOF'
import fcntl, os, time
lock = open("out/rejects.unfinished", "w")
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
