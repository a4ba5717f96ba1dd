# Of more imports than pages list the newest are told, and no link leads to a row that is not there.
printf 'profile: gate\ntitle: Gate\nread: {format: csv}\ntime: {at: when, formats: [iso]}\naction: what\n' >gate.yaml
printf 'items: [{role: target, type: door, key: door}]\n' >>gate.yaml
awk 'BEGIN {
    for (i = 0; i < 503; i++) {
        file = sprintf("n%03d.csv", (i * 7) % 503) # names tell nothing of when
        day = i < 3 ? i + 1 : 4
        printf "when,what,door\n2026-01-%02dT08:00:00Z,open,D1\n2026-01-%02dT08:%02d:%02dZ,open,D1\n", day, day + 1, i / 60, i % 60 >file
        close(file)
        if (i == 0 || i == 2 || i == 3 || i == 502) print i, file >"told.txt"
    }
}'
cat told.txt
trailbook import --quiet --parts --source gate --profile ./gate.yaml n*.csv 2>/dev/null
trailbook report --quiet --out site
trailbook report --quiet --out some --since 2026-01-03
for site in site some; do
    sed -n '/id="imports"/,/id="coverage"/p' $site/completeness.html >imports.txt
    sed -n '/id="imports"/,/id="coverage"/p' $site/completeness.html >imports.txt
    sed -n 's/<[^>]*>//g; s/^ *//; /^[0-9]* of [0-9]* imports/p' imports.txt $site/sources.html $site/integrity.html $site/provenance.html
    for file in $(cut -d' ' -f2 told.txt); do echo "$file $(grep -c ">$file<" imports.txt) $(grep -c "<th scope=\"row\">$file" $site/sources.html)"; done
    wc -l <$site/csv/imports.csv
    sed -n '/id="overlaps"/,/id="silent"/{/scope="row"/{s/ class="[a-z]*"//g; p;}}' $site/completeness.html | sed -n 1,4p | cut -c1-300
    grep -o 'sources.html#d-[0-9a-f-]*' $site/completeness.html | cut -d'#' -f2 | sort -u >links.txt
    grep -o ' id="d-[0-9a-f-]*' $site/sources.html | cut -d'"' -f2 | sort -u >rows.txt
    comm -23 links.txt rows.txt
done
