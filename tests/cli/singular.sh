# Where there is one of a thing, messages and pages say so.
{ head -n 2 doors.csv; sed -n '4p; 6p' doors.csv; echo bad; echo '7,2026-01-05T10:00:00,anna,opened,D1,ok'; } >one.csv
head -n 2 doors.csv >least.csv
{ head -n 1 doors.csv; echo '1,2026-01-05T08:00:00Z,eva,opened,D1,ok'; } >other.csv
{
    trailbook import --profile ./doors.yaml one.csv
    trailbook import --profile ./doors.yaml --window 2026-01-05T08:00Z/2026-01-05T10:30Z least.csv
    trailbook import --quiet --profile ./doors.yaml --window 2026-01-05T08:00Z/2026-01-05T10:40Z least.csv
    trailbook import --profile ./doors.yaml other.csv
    trailbook import --quiet --profile ./doors.yaml one.csv
    sed 's/^action: .*/action: door/' doors.yaml >mapped.yaml
    trailbook import --quiet --profile ./mapped.yaml least.csv
    trailbook import --profile ./mapped.yaml --remap least.csv
    trailbook status
    trailbook status --verbose
    trailbook rejects list
    trailbook rejects retry --profile ./doors.yaml
    trailbook show door:D1
    trailbook show person:eva
    trailbook show door:D1 --since 2026-01-05T10:00:00Z
    sed 's/key: who/key: whom/' doors.yaml >warned.yaml
    trailbook profile check warned.yaml
    trailbook report --out site
    find site -name '*.html' | sort | xargs sed 's/<style>.*<\/style>//; s/<[^>]*>//g'
} >told 2>&1
# A plural noun or verb behind a 1 that counts, not one of "record 1" or a number's last digit.
sed 's/&[a-z]*;/ /g' told | grep -oE '(^|[^0-9a-z.:] *)1 ([a-z]+(ss)?s|[a-z]+ (are|were|have|map|wait|lack|claim))( |$).*' |
    grep -vE '(^|[^0-9])1 (is|was|has|its|this|less)( |$)' | sort -u
awk 'END { print (NR > 300 ? "many lines" : NR " lines") }' told
