# What is told of dumps and their readings: a night's empty dump is one of its own, though its bytes are another's.
import() { trailbook import --quiet --source doors "$@" 2>/dev/null; }
told() {
    trailbook status | grep '^  imports'
    trailbook report --quiet --out site
    for page in completeness sources; do
        grep -o '<tr[^>]*><th scope="row">\(<a [^>]*>\)*[a-z0-9-]*[.]csv.*' site/$page.html | sed 's/<td class="n.*//; s/<td class="soft whole.*//'
    done
    cut -d, -f2,7,8,11 site/csv/imports.csv
    echo
}
: >n1.csv
: >n2.csv
import --profile ./doors.yaml doors.csv
import --profile ./doors.yaml --window 2026-03-01/2026-03-13 n1.csv
import --profile ./doors.yaml --window 2026-03-12/2026-03-14 n2.csv
told
# A profile is another one than that of the reading before, not than that of the first.
sed 's/^action: what/action: what\nrequest: door/' doors.yaml >second.yaml
import --profile ./second.yaml doors.csv
import --profile ./second.yaml --remap doors.csv
told
