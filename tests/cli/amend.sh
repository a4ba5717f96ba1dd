# Sealed events that a corrected profile maps anew: their entries stay, and acts tell what they are now.
trailbook key new --quiet --name example.org/doors a.key
trailbook import --quiet --profile ./doors.yaml doors.csv
trailbook seal --quiet --key a.key
cp a.key.checkpoint kept
check() {
    rm -rf out
    mkdir out
    trailbook snapshot --quiet --key a.key --out out
    grep -h '"act":"amend"' out/*/data/entries/* | sed 's/"_sd":{[^}]*},//; s/"at":[0-9]*,//'
    trailbook verify out/* --key a.key.vkey --since kept | grep -E 'disclosures|acts|since|verified'
    python3 out/*/data/tools/verify.py out/* a.key.vkey | grep -c '^VERIFIED'
}
sed 's/action: what/action: {path: what, map: {opened: unlocked}}/; s/^  opened: /  unlocked: /' doors.yaml >better.yaml
trailbook import --remap --profile ./better.yaml doors.csv
check
trailbook export --format jsonl 2>/dev/null | grep -o '"action":"[a-z]*"' | sort | uniq -c
sqlite3 trailbook.db "SELECT idx, event, act FROM amended"
# Again, and two of them taken out.
sed 's/skip: .*/skip: {what: [heartbeat, closed]}/; s/unlocked/released/' better.yaml >best.yaml
trailbook import --remap --profile ./best.yaml doors.csv
check
trailbook status | grep -i events
# What was not sealed yet is mapped anew as before; nothing is told twice.
sed -n '1p;2p' doors.csv | sed 's/^1,/77,/' >late.csv
trailbook import --quiet --profile ./best.yaml late.csv
trailbook import --quiet --remap --profile ./better.yaml late.csv
check
trailbook export --format jsonl 2>/dev/null | sed 's/.*"id":"\([a-z2-7]*\)".*/\1/' | while read -r id; do
    trailbook show "$id" | grep 'mapped anew'
done
