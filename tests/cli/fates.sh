# What became of each record of a dump: told by the ledger, and held against its entries.
. ./bag.sh
trailbook key new --quiet --name example.org/doors a.key
sed 's/^action: what/action: {path: what, match: "^(opened|pushed)$"}/' doors.yaml >narrow.yaml
snap() {
    rm -rf bag out
    mkdir out
    trailbook snapshot --quiet --key a.key --out out "$@"
    mv out/* bag
}
maps() {
    snap
    for f in bag/data/imports/*; do
        echo "$f" "$(tr '\t\n' ' ;' <"$f")"
    done
    trailbook verify bag --key a.key.vkey | grep -E '^entries|verified'
    python3 bag/data/tools/verify.py bag a.key.vkey | grep -c '^VERIFIED'
}
# Stored, skipped, rejected, there already; a retry before it is sealed makes one map of both.
head -n 1 doors.csv >again.csv
sed -n '3,6p;2p' doors.csv >>again.csv
echo '9,2026-01-06T08:00:00Z,anna,pushed,D1,ok' >>again.csv
trailbook import --quiet --profile ./narrow.yaml doors.csv 2>/dev/null
trailbook rejects retry --quiet --profile ./doors.yaml
trailbook import --quiet --profile ./narrow.yaml again.csv 2>/dev/null
maps
# One after it was sealed has a map of its own.
trailbook rejects retry --quiet --profile ./doors.yaml
printf '%s\n' 'id,when,who,what,door,result' '12,2026-01-06T08:00:00Z,anna,closed,D1,ok' '13,2026-01-06T08:01:00Z,anna,opened,D1,ok' >more.csv
trailbook import --quiet --profile ./narrow.yaml more.csv 2>/dev/null
maps
trailbook rejects retry --quiet --profile ./doors.yaml
maps
rm -rf good
mv bag good
# What a corrected profile takes out before it is sealed was stored, and has no entry.
sed 's/^skip: .*/skip: {what: [heartbeat, opened]}/' doors.yaml >less.yaml
trailbook import --quiet --db two.db --profile ./doors.yaml doors.csv
trailbook import --quiet --db two.db --profile ./less.yaml --remap doors.csv
rm a.key.checkpoint
maps2() { rm -rf bag out; mkdir out; trailbook snapshot --quiet --db two.db --key a.key --out out; mv out/* bag; }
maps2
for f in bag/data/imports/*; do echo "$f" "$(tr '\t\n' ' ;' <"$f")"; done
trailbook verify bag --key a.key.vkey | grep -E '^entries|verified'
# Every other record another: a byte a record.
cat >many.yaml <<'Y'
profile: many
title: Many
detect: {format: csv, header: [when, what]}
read: {format: csv}
skip: {what: noise}
time: {at: when, formats: [iso]}
action: what
Y
{ echo when,what; seq 1 20000 | awk '{print "2026-01-01T00:00:00Z," ($1 % 2 ? "a" $1 : "noise")}'; } >many.csv
trailbook import --quiet --db many.db --profile ./many.yaml many.csv
sqlite3 many.db "SELECT count(*), sum(length(runs)) FROM fate"
rm a.key.checkpoint
rm -rf bag out; mkdir out; trailbook snapshot --quiet --db many.db --key a.key --out out; mv out/* bag
wc -l <bag/data/imports/1.tsv
trailbook verify bag --key a.key.vkey | grep -E '^entries|verified'
# What is changed there is noticed, by both.
exec 2>&1
try() {
    rm -rf bag
    cp -R good bag
    (cd bag && eval "$2" && remake . && sed -i "s/^Payload-Oxum: .*/Payload-Oxum: $(find data -type f -exec cat {} + | wc -c).$(find data -type f | wc -l)/" bag-info.txt && retag .) >/dev/null
    echo "# $1"
    trailbook verify bag --key a.key.vkey 2>&1 | grep '^bag.data.*VERIFY-FATES\|^verified'
    python3 bag/data/tools/verify.py bag | grep 'NOT VERIFY' | sed 's/\(.\{120\}\).*/\1/'
}
try VERIFY-FATES 'sed -i "1s/1\$/3/" data/imports/1.tsv'
try missing 'rm data/imports/2.tsv'
try 'put in' 'cp data/imports/2.tsv data/imports/9.tsv'
try renamed 'mv data/imports/3.tsv data/imports/3-5.tsv'
try 'cut off' 'printf "1\t2" >data/imports/1.tsv'
try 'two lines for one' 'printf "1\t1\t1\n2\t1\t1\n3\t1\t4\n4\t2\t1\n" >data/imports/1.tsv'
try 'one too many' 'echo "7	1	4" >>data/imports/2.tsv'
try 'one too few' 'sed -i \$d data/imports/1.tsv'
try huge 'printf "1\t999999999999999999\t1\n" >data/imports/1.tsv'
