# Which dumps of a source cover the same time, what the later imported met there, and what is known of gaps.
printf 'profile: gate\ntitle: Gate\nread: {format: csv}\ntime: {at: when, formats: [iso]}\naction: what\n' >gate.yaml
printf 'items: [{role: target, type: door, key: door}]\n' >>gate.yaml
dump() { # dump NAME WINDOW DAY-DOOR ...
    name=$1 window=$2
    shift 2
    echo when,what,door >$name
    for event in "$@"; do echo "2026-01-${event%-*}T08:00:00Z,open,${event#*-}" >>$name; done
    trailbook import --quiet --db gate.db --profile ./gate.yaml ${window:+--window "$window"} $name
}
dump late.csv 2026-01-04/2026-01-08 05-D2 06-D1 07-D3
dump early.csv 2026-01-01/2026-01-06 01-D1 02-D1 05-D2
dump within.csv '' 02-D1 03-D4
dump after.csv '' 20-D5 21-D5
dump twin.csv 2026-01-20/2026-01-20T12:00 20-D5
dump touching.csv 2026-01-22/2026-01-23 22-D5
trailbook import --quiet --db gate.db --source other --profile ./gate.yaml late.csv
tell() {
    echo "== $1"
    sed -n '/id="gaps"/,/id="silent"/{/scope="row"\|class="gloss"\|class="more"/{s/<[^>]*>/ /g;s/   */  /g;p;}}' $1/completeness.html
    cat $1/csv/overlaps.csv
}
trailbook report --quiet --db gate.db --out all
trailbook report --quiet --db gate.db --out some --until 2026-01-10
tell all
tell some
# every name of a dump leads to its row, where its digest stands
for site in all some; do
    grep -o 'sources.html#d-[0-9a-f-]*' $site/completeness.html | sort -u | while IFS='#' read -r page anchor; do
        grep -q "<tr id=\"$anchor\".*<code>$(echo "$anchor" | cut -c3-14)" $site/$page || echo "$site: no row $anchor"
    done
done
grep -c 'sources.html#d-' all/completeness.html
# the order of import shows in who met the duplicates alone; dumps that begin at the same time are told too
for n in 1 2; do
    files='early.csv late.csv within.csv touching.csv'
    [ $n = 1 ] || files='touching.csv within.csv late.csv early.csv'
    for file in $files; do
        trailbook import --quiet --db order-$n.db --profile ./gate.yaml --window 2026-01-01/2026-02-01 $file
    done 2>/dev/null
    trailbook report --quiet --db order-$n.db --out order-$n
    cut -d, -f2-7 order-$n/csv/overlaps.csv >order-$n.txt
done
cat order-1.txt
diff order-1.txt order-2.txt
