# An event that a later export lacks says so wherever it is read, until it is absent no more.
told() {
    trailbook report --quiet --out site 2>&1
    trailbook report --quiet --out anew 2>&1
    diff -r site anew && rm -rf anew anew.state
    grep -rlF 'completeness.html#absent">absent from a later export</a>' site | LC_ALL=C sort
    grep -rl --include='*.csv' ',absent.$' site/day site/item site/csv/events.csv | LC_ALL=C sort
    trailbook report --quiet --single-file one.html
    grep -o '<em>absent[^/]*/em>' one.html
    for format in jsonl csv xml; do
        trailbook export --format $format | grep -o '.flags.*absent.*\|,absent'
    done
    trailbook export --canonical | cmp - canonical.jsonl
    trailbook show door:D2
    trailbook show door:D2 --json | grep absent
    trailbook show $event | sed -n '/^  absent/p'
    trailbook show $event --json | sed -n '/"absent"/p; /"absent_from"/,/]/p'
    echo
}
import() { trailbook import --quiet --profile ./doors.yaml "$@" 2>&1; }
import doors.csv
trailbook export --canonical >canonical.jsonl
event=$(trailbook show door:D2 --json | sed -n 's/.*"event": "\(.*\)".*/\1/p' | head -n 1)
trailbook report --quiet --out site
sed '/D2/d' doors.csv >later.csv
head -n 1 doors.csv >latest.csv
import --window 2026-01-05/2026-01-06 later.csv
import --window 2026-01-05T09:00:00Z/2026-01-07 latest.csv
told
# The claims are taken back, one and then the other.
import --remap latest.csv
told
import --remap later.csv
told
# A report of many such events and of one item.
import --window 2026-01-05/2026-01-06 latest.csv
trailbook report --quiet --out item --item door:D1
grep -rhoF '#absent">absent from a later export<' item/day item/item | sort | uniq -c | sed 's/^ *//'
