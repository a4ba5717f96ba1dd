# What lies outside a claimed window is told as times are read now, whichever dump it was that was read again.
profile() { # file, where the time is, a rule more
    printf 'profile: p\ntitle: P\ndetect: {format: csv, header: [id, t, late, what]}\nread: {format: csv}\n%s\n' "$3"
    printf 'identity: {id: id}\ntime: {at: %s, formats: [iso]}\naction: what\n' "$2"
} >"$1"
profile p.yaml t
profile late.yaml late
profile skip.yaml t 'skip: {what: shut}'
profile none.yaml nowhere
printf 'id,t,late,what\n1,2024-01-01T01:00:00Z,2024-02-01T01:00:00Z,open\n' >a.csv
printf '2,2024-01-01T02:00:00Z,2024-02-01T02:00:00Z,shut\n' >>a.csv
cp a.csv b.csv
# One that shares an event with them, and one whose window the later time lies in.
printf 'id,t,late,what\n2,2024-01-01T02:00:00Z,2024-02-01T02:00:00Z,shut\n3,2024-01-01T03:00:00Z,,open\n' >c.csv
sed 2d a.csv >d.csv
import() { trailbook import --quiet --profile "$@" 2>/dev/null; }
told() {
    echo "$@"
    "$@"
    trailbook report --quiet --out site
    cut -d, -f2,7,8,23 site/csv/imports.csv
    grep -ho 'No event lies outside[^<]*' site/completeness.html
}
import ./p.yaml --window 2024-01-01/2024-01-02 a.csv
import ./p.yaml --window 2024-01-01/2024-01-02 c.csv
told import ./p.yaml --window 2024-02-01/2024-02-02 d.csv
told import ./late.yaml --remap b.csv
told import ./none.yaml --remap b.csv
told import ./p.yaml --remap b.csv
told import ./late.yaml --remap c.csv d.csv
told import ./p.yaml --remap b.csv c.csv
# An event that is made no more lies nowhere, until it is made again.
rm trailbook.db
import ./p.yaml --window 2024-02-01/2024-02-02 a.csv
told import ./skip.yaml --remap b.csv
told import ./p.yaml --remap b.csv
