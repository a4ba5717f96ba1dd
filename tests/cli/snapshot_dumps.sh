# The original dumps beside a snapshot: packed, missing, changed, and left out once something in them was erased.
trailbook import --quiet --profile ./doors.yaml doors.csv doors-february.csv doors-late.csv
mkdir o1 o2 exports
gzip -n <doors.csv >exports/another-name.gz
cp doors-late.csv exports
echo changed >>exports/doors-late.csv
echo other >exports/notes.txt
trailbook snapshot --bare --out o1 --dumps exports | grep dumps
cat o1/*-dumps/data/dumps.jsonl
cat o1/*-dumps/data/dumps/000001-another-name.gz | gunzip | cmp - doors.csv
trailbook verify o1/*-dumps
(cd o1/*-dumps && sha256sum -c --strict --quiet manifest-sha256.txt)
echo "# an archive that holds more than dumps"
rm exports/*
tar -cf exports/all.tar doors-february.csv doors.yaml
trailbook snapshot --bare --out o2 --dumps exports --json | grep -A 5 '"dumps"'
echo "# erased"
cp doors.csv exports
trailbook redact --item person:anna --reason art17 --by dpo >/dev/null 2>&1
mkdir o3
trailbook snapshot --bare --out o3 --dumps exports | grep dumps
grep -c '"state":"erased"' o3/*-dumps/data/dumps.jsonl
ls o3/*-dumps/data
trailbook snapshot --bare --out o3 --dumps nowhere
echo "exit $?"
