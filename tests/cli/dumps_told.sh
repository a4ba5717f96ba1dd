# What is told of dumps and their readings: a night's empty dump is one of its own, though its bytes are another's.
import() { trailbook import --quiet --source doors "$@" 2>/dev/null; }
told() {
    trailbook status | grep '^  imports'
    trailbook report --quiet --out site
    for page in completeness sources; do
        grep -o '<tr[^>]*><th scope="row">\(<a [^>]*>\)*[a-z0-9-]*[.]csv.*' site/$page.html | sed 's/<td class="n.*//; s/<td class="soft whole.*//'
    done
    cut -d, -f2,7,8,11,29,30 site/csv/imports.csv
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
# A corrected window stands with an earlier reading: the last, which was given it, tells it too.
import --profile ./second.yaml --remap --window 2026-03-01/2026-03-12T12:00 n1.csv
import --profile ./second.yaml --remap --window 2026-01-05/2026-01-08 doors.csv
told
# A reading that claims nothing leaves the window; one that claims tells its own.
import --profile ./second.yaml n1.csv
import --profile ./second.yaml --window 2026-01-05/2026-01-07 doors.csv
told | grep 'completeness\|reading\|doors\|n1'
