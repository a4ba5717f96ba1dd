# An export into the folder of an earlier one leaves what its list names, and what is not an export's.
agree() { # the list names the files that are there
    cut -d , -f 1 out/rejects.csv | grep record >named
    (cd out && ls -A | grep '^\.*[0-9].*record') | cmp - named && echo "$(grep -c . named) named"
}
trailbook import --quiet --profile ./doors.yaml doors-broken.csv 2>/dev/null
trailbook import --quiet --db more.db --profile ./doors.yaml doors-broken.csv 2>/dev/null
sed 's/D1/D2/' doors-broken.csv >more.csv
trailbook import --quiet --db more.db --profile ./doors.yaml more.csv 2>/dev/null
trailbook rejects export --db more.db --out out
agree
echo mine >out/notes.txt
echo cut >out/.00000007.record.tmp
trailbook rejects export --out out
agree
cat out/notes.txt
# One that cannot end says so in the list's place, and is repeated by the same command.
mkdir out/00000009.record
trailbook rejects export --out out
cat out/rejects.csv
rmdir out/00000009.record
trailbook rejects export --out out
agree
# Without a list, files that are called so are someone's own.
mkdir own
echo mine >own/00000001.record
trailbook rejects export --out own
ls -A own
cat own/00000001.record
