# A snapshot, checked with its key and an earlier checkpoint; each thing that can be wrong with it is named.
. ./bag.sh
# remanifest: what somebody without the key can do so that the bag is a valid one again.
remanifest() {
    rm -f ./*manifest-*.txt
    for n in 256 512; do
        find data -type f | LC_ALL=C sort | xargs "sha${n}sum" >"manifest-sha$n.txt"
    done
    oxum=$(find data -type f -exec cat {} + | wc -c).$(find data -type f | wc -l)
    sed -i "s/^Payload-Oxum: .*/Payload-Oxum: $oxum/" bag-info.txt
    retag .
}
check() { trailbook verify "$@" --key a.key.vkey --since kept; }
# try NAME COMMAND: a good snapshot, what is done to it in its folder, and what verify then says.
try() {
    rm -rf bag
    cp -R later/* bag
    (cd bag && eval "$2" && remanifest) >/dev/null
    echo "# $1"
    check bag >said
    [ $? = 4 ] || echo "exit $?"
    grep ': [0-9]* found\|; [0-9]* found' said
}
trailbook key new --quiet --name example.org/doors a.key
trailbook import --quiet --profile ./doors.yaml doors.csv
mkdir first later
trailbook snapshot --quiet --out first --key a.key
cp first/*/data/log/checkpoint kept
trailbook import --quiet --profile ./doors.yaml doors-february.csv doors-broken.csv 2>/dev/null
trailbook snapshot --quiet --out later --key a.key
trailbook snapshot --quiet --out later --key a.key --ledger-only
mv later/*-ledger ledger
cp -R later/* good
check good
echo "exit $?"
head -n 3 kept >three
trailbook verify good --since three --json | grep -A 1 '"verdict"\|result'
check ledger | grep -E 'disclosures|verified'
tar --format=ustar -cf good.tar good
trailbook verify good.tar --key "$(cat a.key.vkey)" | tail -n 5
exec 2>&1
echo "# other keys and checkpoints"
trailbook key new --quiet --name example.org/doors b.key
trailbook verify good --key b.key.vkey | tail -n 1
for key in a.key missing RFC+5913608e+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea; do
    trailbook verify good --key "$key"
    echo "exit $?"
done
trailbook verify first/* --since good/data/log/checkpoint | tail -n 1
for since in a.key.vkey missing; do
    trailbook verify good --since $since
    echo "exit $?"
done
sed 's/doors/windows/' three >other
trailbook verify good --since other | tail -n 1
try VERIFY-SEAL 'rm signatures/*'
try SSHSIG-SIGNATURE ':; sed -i s/trailbook/Trailbook/ bag-info.txt'
try VERIFY-FILE 'echo x >data/more; echo x >.hidden; rm data/README.txt'
try "VERIFY-FILE, another key" 'cp ../b.key.vkey data/log/vkey'
try "VERIFY-FILE, no disclosures" 'rm -r data/disclosures'
try VERIFY-CHECKPOINT 'rm data/log/checkpoint'
try NOTE-SIGNATURE 'sed -i 2s/11/10/ data/log/checkpoint'
try VERIFY-ENTRY 'sed -i 4d data/entries/*'
try "VERIFY-ENTRY, spelling" 'sed -i "4s/,/, /" data/entries/*'
try "VERIFY-ENTRY, one more" 'sed -i "\$p" data/entries/*'
try "VERIFY-ENTRY, cut" 'printf %s "$(cat data/entries/*)" >x; mv x data/entries/*'
try VERIFY-ROOT 'sed -i 3s/opened/closed/ data/entries/*'
try VERIFY-TILE 'printf XXXXXXXX | dd of=data/log/tile/0/000.p/11 bs=1 seek=100 conv=notrunc 2>/dev/null'
try VERIFY-HISTORY 'rm data/log/checkpoints/* data/log/consistency/*'
try "VERIFY-HISTORY, proof" 'sed -i 2d data/log/consistency/*'
try "VERIFY-HISTORY, size" 'mv data/log/checkpoints/000000000006 data/log/checkpoints/000000000007'
try VERIFY-DISCLOSURE 'sed -i 5d data/disclosures/*'
try "VERIFY-DISCLOSURE, changed" 'sed -i s/anna/emma/ data/disclosures/*'
try "VERIFY-DISCLOSURE, more" 'sed -i "7p" data/disclosures/*'
try "VERIFY-DISCLOSURE, spelling" 'sed -i "s/\t\[/\t [/" data/disclosures/*'
try VERIFY-LABEL 'sed -i s/Root:/Rood:/ bag-info.txt'
rm -rf bag
cp -R good bag
echo >>bag/tagmanifest-sha512.txt
tac bag/manifest-sha512.txt >x
mv x bag/manifest-sha512.txt
echo "# VERIFY-MANIFEST"
check bag | grep found
