# A command that a message tells can be pasted, wherever the store is.
{ cat doors.csv; for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo $i; done; } >bad.csv
for db in plain.db "my book.db" "anna's.db"; do
    trailbook import --db "$db" --profile ./doors.yaml bad.csv 2>&1 | grep -o 'trailbook .*'
    trailbook import --db "$db" --profile ./doors.yaml bad.csv 2>&1 | grep -o 'trailbook .*'
    trailbook rejects retry --db "$db" --profile ./doors.yaml 2>&1 | grep -o 'trailbook .*'
    trailbook status --db "$db" | grep -o 'trailbook .*' | tee hint
    sh hint | grep -c CSV-CELLS
done
trailbook theme export "my theme" | grep -o 'trailbook .*'
