#!/bin/sh
# Golden pages of a small report: run_report.sh PROGRAM FOLDER WORK
#
# FOLDER holds the dumps, their profile, and expected/, some files of the report.  With UPDATE=1 they
# are written anew.  Also: the order of import does not show in the report, a filter tells on every
# page, and one file holds what the folder does.
set -eu
program=$1 folder=$2 work=$3
rm -rf "$work"
mkdir -p "$work"
cd "$work"

import() { # import DB DUMP...
    db=$1
    shift
    "$program" import --quiet --db "$db" --source trail --profile "$folder/trail.yaml" "$@" >/dev/null 2>&1 || [ $? = 3 ]
}
import one.db "$folder/trail-1.csv" "$folder/trail-2.csv"
"$program" report --quiet --db one.db --out site --title 'A "small" trail' --organisation 'Q & A'

files='index.html timeline.html timeline-2026.html day/2026-01-05.html day/2026-01-06.html day/unknown.html
items.html items/license.html completeness.html integrity.html rejects.html provenance.html actions.html
failures.html csv/events.csv csv/items-license.csv csv/reasons.csv csv/imports.csv csv/rejects.csv'
files="$files $(cd site && find item/license item/user -type f | sort)"
if [ "${UPDATE-}" = 1 ]; then
    rm -rf "$folder/expected"
    for f in $files; do
        mkdir -p "$folder/expected/$(dirname "$f")"
        cp "site/$f" "$folder/expected/$f"
    done
fi
bad=0
for f in $files; do
    diff -u "$folder/expected/$f" "site/$f" || { echo "differs: $f"; bad=1; }
done
[ "$(cd "$folder/expected" && find . -type f | wc -l)" = "$(echo "$files" | wc -w)" ] || { echo "expected/ holds other files"; bad=1; }

# every CSV is led to, one without a row too
for f in $(cd site && find csv -maxdepth 1 -type f); do
    grep -rq --include='*.html' "$f\"" site || { echo "no page leads to $f"; bad=1; }
done

# imported the other way round
import other.db "$folder/trail-2.csv" "$folder/trail-1.csv"
mv one.db kept.db && mv other.db one.db
"$program" report --quiet --db one.db --out other --title 'A "small" trail' --organisation 'Q & A'
diff -r site other >diff.txt || { head -20 diff.txt; echo "the order of import shows"; bad=1; }

# a long value is a file, whole; a formula is guarded; text is not markup
long=$(find site/value -name '*-message.txt')
[ "$(wc -c <"$long")" = 4406 ] || { echo "the long message is not whole: $long"; bad=1; }
grep -q ",'=HYPERLINK(1)," site/csv/events.csv || { echo "a formula is not guarded"; bad=1; }
! grep -rl '<script>' site --include='*.html' | grep . || { echo "a text became markup"; bad=1; }
! grep -rl ' style=' site --include='*.html' | grep . || { echo "a style attribute"; bad=1; }

# filtered: said on every page; nothing of what does not pass
"$program" report --quiet --db one.db --out some --since 2026-01-06 --until 2026-01-07
for f in $(find some -name '*.html'); do
    grep -q 'This report is filtered' "$f" || { echo "$f does not tell the filter"; bad=1; }
done
[ ! -e some/day/2026-01-05.html ] && [ -e some/day/2026-01-06.html ] || { echo "the filter leaks"; bad=1; }
grep -q '3 events' some/index.html || { echo "the filter does not count"; bad=1; }

# filtered until nothing is left: said on every page, and in the terminal
"$program" report --db one.db --out none --since 2031-01-01 --item license:L-1 | grep -q 'none passes the filter' ||
    { echo "the terminal does not tell that nothing passes"; bad=1; }
"$program" report --json --db one.db --single-file none.html --until 1999-01-01 | grep -q '"events": 0' ||
    { echo "--json does not tell that nothing passes"; bad=1; }
"$program" report --json --db one.db --single-file all.html | grep -q '"events": [1-9]' ||
    { echo "--json does not tell how many events there are"; bad=1; }
for f in none.html $(find none -name '*.html'); do
    grep -q 'No event passes the filter' "$f" || { echo "$f does not tell that nothing passes"; bad=1; }
done
! grep -rq 'No event passes the filter' some || { echo "some pages say that nothing passes"; bad=1; }

# about one item: who acted is told, and the one item is not taken for all that the events name
"$program" report --quiet --db one.db --out about --item license:L-1
"$program" report --quiet --db one.db --single-file about.html --item license:L-1
for f in about/index.html about.html; do
    sed -n '/id="actors"/,/<\/section>/p' $f >actors.txt
    grep -q '<th scope="row">Ada Byron</th><td class="soft">User</td><td class="n">2</td>' actors.txt &&
        grep -q 'Eve &lt;script&gt;</th><td class="soft">User</td><td class="n">1</td>' actors.txt ||
        { cat actors.txt; echo "$f does not tell who acted on the item"; bad=1; }
    grep -q '4 events of one item' $f || { echo "$f does not tell that it is about one item"; bad=1; }
done

# what is told of times: those without one stand apart, and all CSVs are as fine
told() { # told FILE TEXT
    grep -q "$2" "$1" || { echo "$1 lacks: $2"; bad=1; }
}
told site/timeline.html '7 events on 3 days. 1 more has no known time'
told site/csv/items-license.csv ',2026-01-05T09:00:00Z,2026-02-01T00:00:00Z,'
told site/csv/imports.csv ',2026-01-05T09:00:00Z,2026-01-06T23:59:59.500Z,'
told site/day/2026-01-05.html 'CSV of this day</a>'
told site/integrity.html 'zcat DUMP.gz | sha256sum'
told site/provenance.html '<code>import_view</code>, column <code>done</code>'

# two sources that use the same words are told apart
for name in north south; do
    "$program" import --quiet --db two.db --source $name --profile "$folder/trail.yaml" "$folder/trail-1.csv"
done
"$program" report --quiet --db two.db --out two
for name in north south; do
    told two/index.html "License created</a> <span class=\"why\">$name</span>"
    told two/index.html "License activated</a> <span class=\"why\">$name</span>"
done

# the summary and its reasons lead to the row of an action, on the page that it is on
seq -f '2026-01-05T08:00:00Z,act-%03g,ok' 1 260 >acts.csv
printf '2026-01-05T08:00:01Z,act-260,no\n2026-01-05T08:00:02Z,act-260,ok\n' >>acts.csv
sed -i '1i when,what,how' acts.csv
printf 'profile: acts\ntitle: Acts\nread: {format: csv}\ntime: {at: when, formats: [iso]}\naction: what\n' >acts.yaml
printf 'outcome: {of: how, success: [ok], failure: ["no"]}\n' >>acts.yaml
"$program" import --quiet --db acts.db --profile ./acts.yaml acts.csv
"$program" report --quiet --db acts.db --out acts
"$program" report --quiet --db acts.db --out acts-some --since 2026-01-05T08:00:01Z
for to in acts:actions-2 acts-some:actions; do
    site=${to%:*} page=${to#*:}
    anchor=$(grep -o '<tr id="act-260-[0-9a-f]*"' $site/$page.html | cut -d'"' -f2)
    [ -n "$anchor" ] || { echo "$site/$page.html has no row of act-260"; bad=1; }
    for f in index failures; do
        told $site/$f.html "<a href=\"$page.html#$anchor\">act-260</a>"
    done
done

# a time mistake that was mended: coverage is that of the events as they are; one dump, two imports
printf 'when,what\n03/01/2026,open\n04/01/2026,shut\n' >door.csv
for order in '%m/%d/%Y' '%d/%m/%Y'; do
    printf 'profile: door\ntitle: Door\nread: {format: csv}\naction: what\ntime: {at: when, formats: ["%s"], zone: UTC, zone-is: stated}\n' \
        "$order" >door.yaml
    "$program" import --quiet --db door.db --source door --remap --profile ./door.yaml door.csv
done
"$program" report --quiet --db door.db --out door
for text in '<b>2 of 2 days</b>, 3 to 4 January 2026' 'the only source' \
    'no import claims a window, so that rests on first and last events only' '3 checks that could not be made' \
    'absent from a later export: not checkable' 'Whether events without an id, as those of door, came in several versions: not checkable' 'the 1 dump that was imported' '1 dump, read 2 times: a dump counts once' \
    'the same bytes again, with another profile'; do
    grep -q "$text" door/completeness.html || { echo "door/completeness.html lacks: $text"; bad=1; }
done
grep -q 'They come from 1 dump of 1 source' door/index.html || { echo "a dump is counted twice"; bad=1; }

# a reject that became an event later is not one that could not be read
printf 'when,what\n03/01/2026,open\n04/01/2026,jammed\n05/01/2026,broken\n' >lift.csv
for known in open 'open|jammed' 'open|jammed|broken'; do
    printf 'profile: lift\ntitle: Lift\nread: {format: csv}\naction: {path: what, match: "^(%s)$"}\n' "$known" >lift.yaml
    printf 'time: {at: when, formats: ["%%d/%%m/%%Y"], zone: UTC, zone-is: stated}\n' >>lift.yaml
    [ -e lift.db ] || "$program" import --quiet --db lift.db --source lift --profile ./lift.yaml lift.csv || [ $? = 3 ]
    "$program" rejects retry --db lift.db --profile ./lift.yaml >/dev/null 2>&1 || [ $? = 3 ]
    "$program" report --quiet --db lift.db --out "lift-$known"
done 2>lift.txt
told lift-open/completeness.html 'imported[.] <a href="rejects.html">2 records could not become events</a>, and are kept as rejects[.]'
told lift-open/completeness.html 'they are kept with their bytes'
told 'lift-open|jammed/completeness.html' '1 record could not become an event</a>'
told 'lift-open|jammed/completeness.html' 'it is kept with its bytes'
told 'lift-open|jammed/completeness.html' '2 records could not become events at first; 1 of them did on a later reading'
told 'lift-open|jammed|broken/completeness.html' '2 records could not become events at first, but did on a later reading'
told 'lift-open|jammed|broken/completeness.html' 'became an event, 2 of them only later'
! grep -q 'apart from' 'lift-open|jammed|broken/completeness.html' || { echo "solved rejects are told as open"; bad=1; }

# records that a profile skips are not in the store, whether others could not become events or all did
printf 'when,what,door\n2026-01-03,open,D1\n2026-01-04,noise,D1\n2026-01-04,noise,D2\n2026-01-05,,D3\n' >skip.csv
printf 'profile: skip\ntitle: Skip\nread: {format: csv}\ntime: {at: when, formats: [iso]}\naction: what\nskip: {what: noise}\n' >skip.yaml
"$program" import --quiet --db skip.db --profile ./skip.yaml skip.csv 2>skip.txt || [ $? = 3 ]
"$program" report --quiet --db skip.db --out skip
told skip/completeness.html 'imported, apart from 2 records that the profiles skip[.] <a href="rejects.html">1 record could not become an event</a>, and is kept as a reject[.]'
sed -i '$d' skip.csv
"$program" import --quiet --db skips.db --profile ./skip.yaml skip.csv
"$program" report --quiet --db skips.db --out skips
told skips/completeness.html 'imported, apart from 2 records that the profiles skip[.]'

# several versions of an event: what they say differently, field by field
printf 'id,when,what,door,note\n1,2026-01-05T08:00:00Z,opened,D1,<b>\n2,2026-01-05T08:00:00Z,opened,D2,\n' >gate-1.csv
sed 's/D1,<b>/D1,/; s/D2,/D3,late/' gate-1.csv >gate-2.csv
printf 'profile: gate\ntitle: Gate\nread: {format: csv}\ntime: {at: when, formats: [iso]}\naction: what\nidentity: {id: id}\n' >gate.yaml
printf 'items: [{role: target, type: door, key: door}]\n' >>gate.yaml
"$program" import --quiet --db gate.db --profile ./gate.yaml gate-1.csv gate-2.csv || [ $? = 3 ]
"$program" report --quiet --db gate.db --out gate
told gate/completeness.html '<tr><th scope="row">note</th><td class="whole" data-name="Shown">&lt;b&gt;</td><td class="whole" data-name="Beside"><span class="none">not there</span></td></tr>'
told gate/completeness.html '<tr><th scope="row">target door</th><td class="whole" data-name="Shown">D3</td><td class="whole" data-name="Beside">D2</td></tr>'
told gate/completeness.html 'record 2 of gate-2.csv, beside it record 2 of gate-1.csv'
told gate/completeness.html '2 of 2 versions'

# events that later exports lack: each finding tells the dump and its window, and events are counted once
printf 'id,when,what,door,note\n3,2026-01-05T09:00:00Z,opened,D4,\n' >gate-3.csv
printf 'id,when,what,door,note\n3,2026-01-05T09:00:00Z,opened,D4,\n2,2026-01-05T08:00:00Z,opened,D3,late\n' >gate-4.csv
"$program" import --quiet --db gate.db --profile ./gate.yaml --window 2026-01-05/2026-01-06 gate-3.csv || [ $? = 3 ]
"$program" import --quiet --db gate.db --profile ./gate.yaml --window 2026-01-01/2026-02-01 gate-4.csv || [ $? = 3 ]
"$program" report --quiet --db gate.db --out gate-lacks
for f in index completeness; do
    told gate-lacks/$f.html '>2 events are absent from a later export</a> whose window covers them (3 findings)'
done
told gate-lacks/completeness.html '3 of 3 findings of 2 events'
told gate-lacks/completeness.html '<td class="whole" data-name="Missing in">gate-3.csv <span class="why"><span class="t">2026-01-05 –</span> <span class="t">2026-01-05</span></span></td>'
told gate-lacks/completeness.html '<td class="whole" data-name="Missing in">gate-4.csv <span class="why"><span class="t">2026-01-01 –</span> <span class="t">2026-01-31</span></span></td>'
told gate-lacks/csv/absent.csv ',flags,missing_in,window_from,window_to.$'
told gate-lacks/csv/absent.csv ',gate-3.csv,2026-01-05T00:00:00Z,2026-01-06T00:00:00Z.$'
told gate-lacks/csv/absent.csv ',gate-4.csv,2026-01-01T00:00:00Z,2026-02-01T00:00:00Z.$'
[ -z "$(sort gate-lacks/csv/absent.csv | uniq -d)" ] || { echo "absent.csv has the same row twice"; bad=1; }
"$program" status --db gate.db >status.txt
told status.txt 'absent     2 absent from a later export'
# whatever the filter, the page counts all that was imported; what the filter leaves out is neither listed nor linked
checks() { # checks REPORT: the page's sections, without lists and links
    sed -n '/id="statement"/,/<\/main>/p' "$1/completeness.html" |
        sed '/aria-label="Imports"/,/<\/div>/d; /id="overlaps"/,/<\/section>/d; /id="conflicts"/,/<\/section>/d; /id="absent"/,/<\/section>/d' |
        grep -vE 'whatever the filter|s counts add up|In every row|The full report|None of the dumps' |
        sed 's/<td class="why whole">.* ends before.*<\/td>//; s/<\(a [^>]*\|g\|bdi\)>//g; s/<\/\(a\|g\|bdi\)>//g; s/: see them//; s/rejects, CSV/rejects/'
}
checks gate-lacks >whole.txt
filtered() { # filtered DB OPTION...: compares with whole.txt, and looks for dead links
    db=$1
    shift
    rm -rf filtered filtered.state
    "$program" report --quiet --db $db --out filtered "$@"
    checks filtered | diff whole.txt - || { echo "the checks of $db follow the filter $*"; bad=1; }
    told filtered/completeness.html 'These checks are of all that was imported, whatever the filter'
    grep -o 'href="[^"#]*' filtered/completeness.html | sed 's/href="//; /^$/d' | sort -u >linked.txt
    while read -r f; do
        [ -e "filtered/$f" ] || { echo "filtered/completeness.html links $f, which is not there"; bad=1; }
    done <linked.txt
}
filtered gate.db --item door:D4
filtered gate.db --since 2026-01-05T08:30:00Z
filtered gate.db --until 2025-12-31
printf 'when,what,door\n2026-03-01,open,D1\n2026-03-02,shut,D1\n2026-03-05,open,D2\n,open,D2\n2026-03-09,shut,D2\n' >days.csv
"$program" import --quiet --db days.db --profile ./skip.yaml days.csv
"$program" report --quiet --db days.db --out days
told days/completeness.html 'Tue 3 March 2026 to Wed 4 March 2026, Fri 6 March 2026 to Sun 8 March 2026'
checks days >whole.txt
filtered days.db --action shut
filtered days.db --since 2026-03-02 --until 2026-03-06
# a gap is told once: as the headline counts it, then row by row
printf 'when,what,door\n2026-03-15,open,D1\n1970-01-02,open,D3\n' >yard.csv
"$program" import --quiet --db days.db --source yard --profile ./skip.yaml yard.csv
printf 'when,what,door\n2026-04-08,open,D3\n' >yard-2.csv
"$program" import --quiet --db days.db --source yard --profile ./skip.yaml yard-2.csv
"$program" report --quiet --db days.db --out gaps
for f in index completeness; do
    told gaps/$f.html '>23 days are covered by no dump</a>; where no import claims a window, a dump covers the days from its'
    told gaps/$f.html '>23 days between dumps of a source are covered by none of its own</a>, counted for each source[.]'
    told gaps/$f.html '>1 event has a time before 1980 or after 2199</a>; it is told as the dump has it[.]'
done
told gaps/completeness.html '<p>23 days are covered by no dump; 23 days between dumps of a source are covered by none of its own[.]</p>'
told gaps/completeness.html '<th scope="row">all sources together</th><td data-name="From"><time datetime="2026-03-16">.*<td class="n" data-name="Days">23</td>'
told gaps/completeness.html '<th scope="row">yard</th><td data-name="From"><time datetime="2026-03-16">.*<td class="n" data-name="Days">23</td>'
told gaps/completeness.html 'a count in another unit: <a href="timeline.html">see the years</a></th><td class="n">1</td>'
# the readings of a dump stand in the order of reading, whatever their profiles' digests, and say so
printf 'when,what,door\n2026-03-20,open,D1\n' >read.csv
for n in 1 2 3 4 5; do
    printf 'profile: read\ntitle: Reading %s\nread: {format: csv}\ntime: {at: when, formats: [iso]}\naction: what\n' $n >read.yaml
    "$program" import --quiet --db read.db --profile ./read.yaml read.csv
done
"$program" report --quiet --db read.db --out read
seq -f 'Reading %g' 1 5 >want.txt
grep -o 'Reading [0-9]' read/provenance.html | diff want.txt - || { echo "readings out of order"; bad=1; }
printf 'reading %s\n' '1 of 5' '2 of 5' '3 of 5' '4 of 5' '5 of 5, the last' >want.txt
for f in completeness sources provenance; do
    grep -o 'reading [0-9] of 5[a-z, ]*' read/$f.html | diff want.txt - || { echo "$f.html does not tell its readings"; bad=1; }
done
told read/sources.html '5 of 5 imports of 1 dump, with base names only'
# a time has seconds if its dump gives them; an index has no column that is empty
printf 'when,what,door\n2026-03-01T08:15Z,open,D1\n2026-03-01T08:15:00Z,shut,D1\n2026-03-02T08:00Z,open,D1\n' >clock.csv
"$program" import --quiet --db clock.db --profile ./gate.yaml clock.csv 2>clock.txt || { cat clock.txt; bad=1; }
"$program" report --quiet --db clock.db --out clock
"$program" report --quiet --db clock.db --single-file clock.html
told clock/day/2026-03-01.html '>08:15</time>'
told clock/day/2026-03-01.html '>08:15:00</time>'
told clock/day/2026-03-01.html '2 March, 1 event<'
told clock/day/2026-03-02.html '1 March, 2 events<'
told clock/items/door.html 'by key'
! grep -q 'Newest label' clock/items/door.html || { echo "a column of labels that are not there"; bad=1; }
told site/items/license.html 'Newest label'
! grep -q 'leads to its page' clock.html || { echo "clock.html leads to pages that are not there"; bad=1; }
# an item's page begins with what it is and whom it was met with most, if that is one; in the index, too
cat >met.csv <<'END'
when,who,what,door,floor
2026-03-01,ada,open,D1,F1
2026-04-01,ada,open,D1,F1
2026-05-01,eve,open,D1,F1
2026-05-02,eve,open,D2,F2
END
printf 'profile: met\ntitle: Met\nread: {format: csv}\ntime: {at: when, formats: [iso]}\naction: what\n' >met.yaml
printf 'items: [{role: actor, type: user, key: who}, {role: target, type: door, key: door}, {role: related, type: floor, key: floor}]\n' >>met.yaml
"$program" import --quiet --db met.db --profile ./met.yaml met.csv
"$program" report --quiet --db met.db --out met
"$program" report --quiet --db met.db --out met-some --since 2026-04-15
opening() { # opening REPORT TYPE KEY SENTENCE
    grep -h 'class="lede"' $1/item/$2/*/$3-????????????.html | sed 's/<[^>]*>//g; s/^ *//' >got.txt
    grep -qxF "$4" got.txt || { cat got.txt; echo "$1: the opening of $3 is not: $4"; bad=1; }
}
opening met door d1 'Door, met most with floor F1 (3 of 3 events) and user ada (2). 3 events, 1 March to 1 May 2026.'
opening met door d2 'Door, met with floor F2 and user eve. 1 event, 2 May 2026.'
opening met user eve 'User. 2 events were done by this user, 0 to it, 1 to 2 May 2026.'
opening met-some door d1 'Door, met with floor F1 and user eve. 1 event, 1 May 2026.'
told met/csv/items-door.csv ',floor,F1,,3.$'
told met/items/door.html 'F1</a> <span class="why">floor</span></td>'
told met/items/door.html 'Over time, Mar to May 2026</th>'
! grep -q 'Over time' met-some/items/door.html || { echo "a chart over time of one month"; bad=1; }
! grep -q 'Met most with' met-some/items/user.html || { echo "one of several is told to be met most"; bad=1; }

# what a version lacks is not what the store lacks
told gate-lacks/completeness.html '<tr><th scope="row">target door</th><td class="whole" data-name="Shown">D3</td><td class="whole" data-name="Beside">D2</td></tr>'
told gate-lacks/completeness.html '<td class="whole" data-name="Shown">&lt;b&gt;</td><td class="whole" data-name="Beside"><span class="none">not there</span></td></tr>'

# what a profile does not name is on the page, by name; what is long is a file, whole
printf '{"t":"2026-01-05T08:00:00Z","a":"x","k":{"deep":["<i>",null,7]},"long":"%s"}\n' "$(printf '%08000d' 7)" >odd.json
printf '{"t":"2026-01-05T09:00:00Z","a":"x","one":1}\n' >>odd.json
printf 'profile: odd\ntitle: Odd\nread: {format: json}\ntime: {at: t, formats: [iso]}\naction: a\n' >odd.yaml
"$program" import --quiet --db odd.db --profile ./odd.yaml odd.json
"$program" report --quiet --db odd.db --out odd
told odd/day/2026-01-05.html '<summary>3 more fields</summary><dl><dt>k.deep\[1\]</dt><dd>&lt;i&gt;</dd><dt>k.deep\[3\]</dt><dd>7</dd><dt>long</dt><dd>0000'
told odd/day/2026-01-05.html '<summary>1 more field</summary><dl><dt>one</dt><dd>1</dd></dl></details>'
[ "$(find odd/value -type f | wc -l)" = 1 ] || { echo "not one long value"; bad=1; }
grep -q '^{"k":{"deep":\["<i>",null,7\]},"long":"0*7"}$' odd/value/*/*-fields.txt || { echo "long fields are not whole"; bad=1; }

# neighbours of one request read as one bulk operation, the rows stay; what stands between them parts them
cat >bulk.csv <<'END'
when,who,what,key,ask,how
2026-01-05T08:00:00Z,ada,create,K1,r1,ok
2026-01-05T08:00:01Z,ada,create,K2,r1,ok
2026-01-05T08:00:02Z,ada,create,K3,r1,no
2026-01-05T08:00:03Z,eve,create,K4,r<2>,ok
2026-01-05T08:00:04Z,eve,delete,K5,r<2>,ok
2026-01-05T08:00:05Z,eve,delete,K6,,ok
2026-01-05T08:00:06Z,eve,delete,K7,,ok
2026-01-05T08:00:07Z,eve,delete,K8,r<2>,ok
2026-01-05T09:00:08Z,eve,delete,K9,r<2>,ok
END
printf 'profile: bulk\ntitle: Bulk\nread: {format: csv}\ntime: {at: when, formats: [iso]}\naction: what\nrequest: ask\n' >bulk.yaml
printf 'outcome: {of: how, success: [ok], failure: ["no"]}\nitems: [{role: actor, type: user, key: who}, {role: target, type: box, key: key}]\n' >>bulk.yaml
"$program" import --quiet --db bulk.db --profile ./bulk.yaml bulk.csv
"$program" report --quiet --db bulk.db --out bulk
"$program" report --quiet --db bulk.db --single-file bulk.html
bulk() { # bulk FILE HEADING...: these are its headings, in this order, without markup
    f=$1
    shift
    printf '%s\n' "$@" >want.txt
    sed -n '/class="op"/p; /<li class="bulk"/p' "$f" | sed 's/<label>.*//; s/<[^>]*>//g; s/ *$//' | diff want.txt - ||
        { echo "$f: other bulk operations"; bad=1; }
}
mixed='One request: 2 events by eve · request r&lt;2&gt;'
bulk bulk/day/2026-01-05.html 'Bulk operation: 3 × create by ada, 1 of them failed or denied · request r1' "$mixed"
[ "$(grep -c '<tr id="e-' bulk/day/2026-01-05.html)" = 9 ] || { echo "a row is missing"; bad=1; }
bulk bulk/item/user/*/eve-*.html 'Bulk operation: 2 × delete by eve · request r&lt;2&gt;' "$mixed"
[ "$(grep -c '<li id="e-' bulk/item/user/*/eve-*.html)" = 6 ] || { echo "a row is missing"; bad=1; }
told bulk.html 'Bulk operation: <b>2 × delete</b>'
# a request over several pages has its heading on each; all rows are there, and the page that is full stays
seq -f '2026-01-05T08:00:00Z,ada,create,K%g,r1,ok' 1 1203 | sed '1i when,who,what,key,ask,how' >many.csv
"$program" import --quiet --db many.db --profile ./bulk.yaml many.csv
"$program" report --quiet --db many.db --out many
page=$(ls many/item/user/*/ada-*-1.html)
cat "$page" many/item/user/*/ada-*-2.html | grep -c '<li id="e-' | grep -qx 1203 || { echo "rows of pages are missing"; bad=1; }
for f in "$page" many/item/user/*/ada-*-2.html many/item/user/*/ada-????????????.html many/day/2026-01-05.html many/day/2026-01-05-2.html; do
    [ "$(grep -c 'Bulk operation: <b>[0-9,]* × create</b> by <bdi>ada' $f)" = 1 ] || { echo "$f: not one bulk operation"; bad=1; }
    [ "$(wc -c <$f)" -le 1048576 ] || { echo "$f is too large"; bad=1; }
done
cp "$page" page.html
printf 'when,who,what,key,ask,how\n2026-01-05T08:00:01Z,ada,create,L,r1,ok\n' >late.csv
"$program" import --quiet --db many.db --profile ./bulk.yaml late.csv
"$program" report --quiet --db many.db --out many
cmp page.html "$page"

# one file
"$program" report --quiet --db one.db --single-file one.html
for text in 'Render farm' 'Rendering, Munich' 'maximum number of activations reached' '3 events, oldest first'; do
    grep -q "$text" one.html || { echo "one.html lacks $text"; bad=1; }
done
! grep -E 'href="[a-z]|src=' one.html || { echo "one.html refers elsewhere"; bad=1; }

# a theme of one file; one that does not exist
mkdir theme && printf 'body { color: red }\n' >theme/style.css
"$program" report --quiet --db one.db --out themed --theme theme
cmp theme/style.css themed/style.css
"$program" theme export --quiet exported 2>/dev/null || "$program" theme export exported >/dev/null
[ -f exported/layout.mustache ] && [ -f exported/README.md ] || { echo "the theme is not exported"; bad=1; }
printf '<p onclick="{{x}}">\n' >theme/index.mustache
if "$program" report --quiet --db one.db --out broken --theme theme 2>err.txt; then
    echo "a broken template passed"; bad=1
fi
grep -q 'theme/index.mustache:1:' err.txt || { cat err.txt; echo "the template's place is not told"; bad=1; }
[ ! -e broken ] || { echo "a failed first report left a folder"; bad=1; }
exit $bad
