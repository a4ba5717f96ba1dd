# Time that no window covers is told, though windows touch every day of it; and only such time.
# book NAME ZONE WINDOW ...: an event a second after each window's begin.
book() {
    name=$1 zone=$2 n=0
    shift 2
    printf 'profile: p\ntitle: P\nread: {format: json}\ntime: {at: t, formats: [iso], zone: %s}\naction: a\n' "$zone" >$name.yaml
    for window in "$@"; do
        n=$((n + 1))
        from=${window%/*}
        case $from in *T*) ;; *) from=${from}T00:00 ;; esac
        printf '{"t":"%s:01","a":"x","n":%d}\n' "$from" $n >$name-$n.jsonl
        trailbook import --quiet --db $name.db --profile ./$name.yaml --window "$window" $name-$n.jsonl
    done
    trailbook report --quiet --db $name.db --out $name
    page=$name/completeness.html
    echo "== $name"
    grep -o '<b>[0-9]* of [^;<]*</b>[^<;]*' $page
    sed -n '/<span class="flag">Gap/s/<[^>]*>/ /gp; /No time between/s/<[^>]*>//gp' $page
    sed -n '/id="gaps"/,/id="times"/{/scope="row"\|class="gloss"/{s/<[^>]*>/ /g;p;}}' $page
    grep -o '<title>[0-9]* \(February\|March\): [^<]*covered[^<]*' $page
    cat $name/csv/days.csv $name/csv/gaps.csv
    echo "calendar: $(grep -o 'covered in part' $name/timeline.html | wc -l)"
}
book night Europe/Berlin 2026-03-01/2026-03-02 2026-03-03/2026-03-04
book hours UTC 2026-03-01/2026-03-01T11:00 2026-03-02T23:00/2026-03-04
book touching Europe/Berlin 2026-03-01/2026-03-02 2026-03-02/2026-03-04
book second UTC 2026-03-01/2026-03-01T23:59:59 2026-03-02/2026-03-03 2026-03-04/2026-03-05
