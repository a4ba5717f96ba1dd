# Dumps that were read several times: counts are of the dumps, each as it was read last.
sed 's/^action: what/action: {path: what, match: "^(opened)$"}/' doors.yaml >first.yaml
figures() {
    trailbook status | sed -n '2,6p; /^  rejects\|^  solved\|^  removed/p; /^doors/,$p'
    trailbook status --json | sed -n '/"sums"/,/"rejected"/p; /"imports"/p; /"dumps"/p'
    trailbook report --quiet --out site
    grep -o 'The store holds every record[^<]*\(<a href="rejects.html">[^.]*\)*\|<p class="gloss">[0-9]* dumps*, read[^<]*\|[0-9]* event.* more [^.]*readings* of [^.]*' site/completeness.html site/index.html
    grep -o '<dt>Records read.*\|<dt>[A-Z][a-z]*</dt><dd>.*\|>[A-Z][a-z]*</a></dt><dd>.*\|<p class="check.*' site/index.html
    grep -A1 '<tfoot>' site/completeness.html
    grep -o 'Of the events that the column.*' site/completeness.html
    cut -d, -f2,11-19,28 site/csv/imports.csv | tr -d '\r'
    grep -ho '<th scope="row">\(<a [^>]*>\)*doors.csv.*removed</span>' site/completeness.html site/sources.html
    grep -o '<p class="lede">.*' site/rejects.html
    echo
}
exec 2>/dev/null
trailbook import --quiet --source doors --profile ./first.yaml doors.csv doors-broken.csv
figures
trailbook rejects retry --quiet --profile ./doors.yaml
figures
sed 's/^action: what/action: what\nrequest: door/' doors.yaml >second.yaml
trailbook import --quiet --source doors --profile ./second.yaml --remap doors.csv doors-broken.csv
sed 's/^skip: .*/skip: {what: [heartbeat, closed]}/' second.yaml >third.yaml
figures
# A profile that skips more leaves what is stored, until --remap removes it.
trailbook import --quiet --source doors --profile ./third.yaml doors.csv
figures
trailbook import --quiet --source doors --profile ./third.yaml --remap doors.csv
figures
