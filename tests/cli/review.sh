# Who looked at what: an entry of the ledger, and what status tells of it.
told() { sed -E 's/^[A-Za-z0-9+/]{43}=$/ROOT/; s/^(— [^ ]*) .*/\1 SIGNATURE/'; }
reviewed() { trailbook status | sed -n 's/^  reviewed *//p'; }
trailbook key new --quiet --name example.org/doors a.key
trailbook import --quiet --profile ./doors.yaml doors.csv
trailbook review --since 2026-01-05 --until 2026-01-06 --verdict accepted --by 'A. Smith' --key a.key | told
reviewed
# What comes later is not reviewed, and a period that does not follow is no continuation.
trailbook import --quiet --profile ./doors.yaml doors-february.csv
reviewed
trailbook review --since 2026-02-01 --until 2026-03-01 --verdict exceptions --by '<b>Eve</b>' --findings 'one "door" & more' --key a.key --quiet
reviewed
trailbook review --since 2026-01-06 --until 2026-02-01 --verdict accepted --by 'A. Smith' --key a.key --quiet
reviewed
trailbook status --json | grep -E 'review'
sqlite3 trailbook.db "SELECT clear->>'verdict',clear->>'from',clear->>'to',clear->>'size',hidden FROM act WHERE kind='review'"
trailbook report --quiet --out site
sed -n '/id="reviews"/,/<.section>/p' site/integrity.html | sed -E 's/[0-9]+ Jan 2026, [0-9:]+<|2026-01-01 [0-9:]+</CLOCK</'
# What is missing or wrong.
for words in '' '--since 2026-01-01' '--since 2026-01-01 --until 2026-02-01' '--since 2026-01-01 --until 2026-02-01 --verdict accepted' \
    '--since 2026-01-01 --until 2026-02-01 --verdict fine --by x' '--since 2026-02-01 --until 2026-01-01 --verdict accepted --by x' \
    '--since 2026-01-01 --until 2026-02-01 --verdict accepted --by x'; do
    trailbook review $words; echo "exit $?" >&2
done
