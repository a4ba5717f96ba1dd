# A reason that quotes a long name is cut between characters; one that was cut inside of one is read all the same.
command -v sqlite3 >/dev/null || exit 77
cat >visits.yaml <<'Y'
profile: visits
title: Visits
read: {format: xml, record: visit}
time: {at: when, formats: [iso]}
action: what
Y
came='<visit><when>2026-01-01T00:00:00Z</when><what>came</what></visit>'
for start in a ab abc; do
    name=$start$(printf '倉%.0s' $(seq 700))
    echo "<visits>$came<visit><$name></b></visit></visits>" >visits.xml
    rm -f visits.db
    trailbook import --quiet --profile ./visits.yaml --db visits.db visits.xml 2>&1 | iconv -f utf-8 -t utf-8 | wc -l
    sqlite3 visits.db "UPDATE reject SET reason=reason||CAST(x'e580' AS TEXT)"
    trailbook rejects list --db visits.db | iconv -f utf-8 -t utf-8 | grep -c 'tag mismatch: a'
done
