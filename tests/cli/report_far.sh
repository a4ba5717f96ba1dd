# The first and the last time that can be held, and a month and a year that go on beyond them.
printf 'profile: far\ntitle: Far\nread: {format: json}\ntime: {at: t, formats: [iso]}\naction: a\nreason: r\noutcome: {of: o, failure: [bad]}\nitems:\n  - {role: actor, type: user, key: u}\n' >far.yaml
# kept NAME TIME ...: a store of two events of each time.
kept() {
    name=$1
    shift
    for t in "$@" "$@"; do
        printf '{"t":"%s","a":"x","o":"bad","r":"why","u":"eva"}\n' "$t"
    done >$name.jsonl
    trailbook import --quiet --db $name.db --profile ./far.yaml $name.jsonl 2>/dev/null || echo "not imported: $name"
}
# reports NAME DAY OPTION ...: there is a page of DAY, and its failures are told in one file too.
reports() {
    name=$1 day=$2
    shift 2
    rm -rf $name $name.html
    trailbook report --quiet --db $name.db --out $name "$@" || echo "failed: $name $*"
    trailbook report --quiet --db $name.db --single-file $name.html "$@" || echo "failed: $name $*, as one file"
    [ -f $name/day/$day.html ] || echo "no page of $day: $name $*"
    grep -q 'failed or denied' $name.html || echo "no failure in the one file: $name $*"
}
kept year 2262-01-02T00:00:00Z 2026-01-01T00:00:00Z
reports year 2262-01-02
kept month 2262-04-01T00:00:00Z 2262-04-10T23:00:00Z
reports month 2262-04-01 --until 2262-04-11T23:47:15Z
kept both 1678-01-01T00:00:00Z 2262-04-11T23:47:15.999999999Z
reports both 2262-04-11 --since 2262-04-11
reports both 1678-01-01 --until 1678-01-02
reports both 1678-01-01 --item user:eva
reports both 2262-04-11
# Months are as long as they are.
for day in '30 April' '31 December'; do
    grep -o "<title>$day: [^<]*" both/timeline-2262.html | tail -1
done
grep -o '<title>1 January: [^<]*' both/timeline-1678.html
