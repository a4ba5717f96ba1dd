# Times that are read in the wrong unit are told, also with --quiet; some odd ones among others without it.
units() { sed "s/formats: .*/formats: [$1]}/" doors.yaml >"$1.yaml"; }
for unit in epoch-s epoch-ms epoch-us; do units $unit; done
echo id,when,who,what,door,result >head
{ cat head; echo 1,1712345678,anna,opened,D1,ok; echo 2,1712345679,anna,closed,D1,ok; } >seconds.csv
{ cat head; echo 1,1712345678000,anna,opened,D1,ok; echo 2,,anna,closed,D1,ok; } >milli.csv
{ cat seconds.csv; echo 3,0,anna,opened,D1,ok; } >zero.csv
trailbook import --quiet --profile ./epoch-ms.yaml seconds.csv
trailbook import --db other.db --dry-run --profile ./epoch-s.yaml milli.csv
trailbook import --db other.db --dry-run --json --profile ./epoch-us.yaml milli.csv | grep -A 3 times
trailbook import --db other.db --quiet --dry-run --profile ./epoch-s.yaml zero.csv
trailbook profile explain --profile ./epoch-ms.yaml seconds.csv | grep -A 1 ^time
trailbook profile explain --profile ./epoch-s.yaml milli.csv | grep -A 1 ^time
trailbook profile explain --profile ./epoch-s.yaml seconds.csv | grep -A 1 ^time
# Of years that cannot be kept only the text is: said once, wherever that is met.
{ cat head; echo 1,1600-01-01T00:00:00Z,anna,opened,D1,ok; echo 2,9999-12-31T00:00:00Z,anna,closed,D1,ok; } >years.csv
trailbook import --db other.db --dry-run --profile ./doors.yaml years.csv
{ cat years.csv; echo 3,2026-01-05T08:00:00Z,anna,opened,D1,ok; } >some.csv
trailbook import --db other.db --dry-run --profile ./doors.yaml some.csv
{ cat some.csv; echo 4,soon,anna,opened,D1,ok; } >more.csv
trailbook import --db other.db --dry-run --profile ./doors.yaml more.csv
# Some records count in another unit than the rest: how many, and the first of them.
{ cat head; echo 1,1712345678000,anna,opened,D1,ok; echo 2,1712345679,anna,closed,D1,ok; } >mixed.csv
trailbook import --db other.db --dry-run --profile ./epoch-ms.yaml mixed.csv
{ cat mixed.csv; echo 3,1712345680,anna,opened,D1,ok; echo 4,soon,anna,opened,D1,ok; } >odd.csv
trailbook import --db other.db --dry-run --profile ./epoch-ms.yaml odd.csv
# A year of two digits is one of antiquity to %Y.
sed 's/formats: .*/formats: ["%d.%m.%Y %H:%M"]}/' doors.yaml >four.yaml
{ cat head; echo 1,25.10.26 01:30,anna,opened,D1,ok; } >two.csv
trailbook import --db other.db --dry-run --quiet --profile ./four.yaml two.csv
trailbook profile explain --profile ./four.yaml two.csv | grep -A 2 ^time
