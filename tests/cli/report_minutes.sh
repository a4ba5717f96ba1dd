# A dump without seconds: no page, list of events or line of a terminal tells any.  What is counted is named.
sed 's|^time: .*|time: {at: when, formats: ["%Y-%m-%d %H:%M", "%Y-%m-%d"], zone: UTC, zone-is: stated}|; s|denied: .refused.|failure: [failed], denied: [refused]|' doors.yaml >minutes.yaml
{
    head -n 1 doors.csv
    for i in 1 2 3 4 5; do
        echo "$i,2026-01-05 04:0$i,eva,opened,D1,ok"
        echo "1$i,2026-01-10 04:1$i,eva,opened,D2,refused"
    done
    echo '21,2026-01-11 23:59,eva,opened,D2,failed'
    echo '22,2026-01-12,eva,opened,D1,ok'
} >minutes.csv
unset SOURCE_DATE_EPOCH # a clock of its own
trailbook import --quiet --profile ./minutes.yaml minutes.csv
trailbook report --quiet --out site
echo 'seconds:'
find site -name '*.html' | sort | xargs sed 's/<[^>]*>/ /g' | grep -oE '[0-9]{2}:[0-9]{2}:[0-9]{2}'
find site -name '*.csv' | grep -vE 'imports|windows|gaps|coverage' | sort | xargs grep -oE '[0-9]{2}:[0-9]{2}:[0-9]{2}'
{ trailbook show door:D1; trailbook show person:eva; } | grep -oE '[0-9-]{10}T[0-9:]*' | grep -E ':[0-9]{2}:' | sort -u
cut -d, -f 1-7 site/csv/reasons.csv
grep -h 'D2' site/csv/items-door.csv
trailbook show door:D1 | grep '2026-01-12'
echo 'hours:'
grep -oE '(Busiest|Weekends|Before)[^/]*/dt><dd>[^<]*|Without [^<]*' site/index.html | sed 's/<[^>]*>/ /g'
echo 'said:'
sed 's/<[^>]*>//g' site/index.html | grep -E 'kinds? of|or more failed'
sed 's/<[^>]*>//g' site/day/2026-01-10.html | grep -E 'ldest first|or more failed'
sed 's/<[^>]*>//g' site/items.html | grep -E 'with most events\.|All by key' 
