# An event is found by its public id: before it is sealed, after it, and when its version was renumbered since.
trailbook key new --quiet --name example.org/doors a.key
{ head -n 1 doors.csv; seq 1 20000 | awk '{printf "%d,2026-01-%02dT%02d:%02d:00Z,anna,opened,D1,ok\n", $1, $1 / 1440 + 1, $1 / 60 % 24, $1 % 60}'; } >many.csv
trailbook import --quiet --profile ./doors.yaml many.csv
trailbook export --format jsonl 2>/dev/null | sed -n '1p;9000p;16384p;20000p' | sed 's/.*"id":"\([a-z2-7]*\)".*/\1/' >ids
find_all() {
    while read -r id; do
        trailbook show "$id" --json | grep -c "\"$id\""
        trailbook show "$(echo "$id" | cut -c1-12)" --json | grep -c "\"$id\""
    done <ids | sort | uniq -c
}
find_all
trailbook seal --quiet --key a.key
sqlite3 trailbook.db "SELECT count(*) FROM public_id WHERE bucket=-1"
find_all
trailbook prove --quiet --out proof "$(sed -n 3p ids)" && ls proof | wc -l
# A fuller version of the 9,000th takes its number; both are found.
{ head -n 1 doors.csv; sed -n 9001p many.csv | sed 's/ok$/refused/'; } >other.csv
trailbook import --quiet --profile ./doors.yaml other.csv
sqlite3 trailbook.db "SELECT count(*) FROM public_id WHERE bucket=-1"
trailbook export --format jsonl 2>/dev/null | grep '"native":"9000"' | sed 's/.*"id":"\([a-z2-7]*\)".*/\1/' | sort -u >>ids
find_all
trailbook seal --quiet --key a.key
sqlite3 trailbook.db "SELECT count(*) FROM public_id WHERE bucket=-1"
find_all
trailbook show aaaaaaaaaaaaaaaa 2>/dev/null; echo "exit $?"
# What a fuller version renumbered is sealed as it was.
mkdir out
trailbook snapshot --quiet --key a.key --out out
trailbook verify out/* --key a.key.vkey | tail -n 1
