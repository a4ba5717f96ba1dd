# The same bytes with another window are another claim: a platform that was wiped exports the same empty
# file every night.  Each claim stands, in whatever order they come; --remap alone takes back those of the
# name that is given.
told() {
    trailbook status | grep '^  absent\|^  outside\|^  records\|^  events\|^  windows\|^  imports'
    trailbook report --quiet --out site
    cut -d, -f2,8-10 site/csv/absent.csv | tail -n +2
    cut -d, -f2,7,8,11,23,24 site/csv/imports.csv
    cmp -s site/csv/absent.csv before.csv || echo absent.csv changed
    cp site/csv/absent.csv before.csv
    echo
}
import() { trailbook import --quiet --profile ./doors.yaml "$@" 2>&1; }
sed 's/^3,.*/3,2026-01-07T10:00:00Z,cara,opened,D3,ok/; /^5/d' doors.csv >all.csv
head -n 1 all.csv >head1.csv
cp head1.csv head2.csv
import all.csv
# Header alone: one night, the next, the first again.
import --window 2026-01-05/2026-01-06 head1.csv
import --window 2026-01-07/2026-01-08 head2.csv
import --window 2026-01-05/2026-01-06 head1.csv
told
# A file of no bytes, the later window first.
: >none1.csv
: >none2.csv
import --window 2026-01-07/2026-01-08 none1.csv
import --window 2026-01-05/2026-01-06 none2.csv
told
# With events.
sed -n '1p; /^1,/p' all.csv >one1.csv
cp one1.csv one2.csv
import --window 2026-01-05/2026-01-06 one1.csv
import --window 2026-01-07/2026-01-08 one2.csv
told
# A correction: what was claimed under this name is taken back; what the same bytes claim under another
# one stands, and what others claim.
import --remap --window 2026-01-08/2026-01-09 one1.csv
told
import --remap head1.csv
import --remap --window 2026-01-05/2026-01-07 none1.csv
told
# The same window under another name: it stands once.
import --remap --window 2026-01-05/2026-01-06 none1.csv
told
# What a retry finds in the dump is absent from none of its claims.
rm trailbook.db
sed 's/^action: what/action: {path: what, match: "^(opened)$"}/' doors.yaml >narrow.yaml
import all.csv
sed 's/^2,/9,/' all.csv >less.csv
trailbook import --quiet --profile ./narrow.yaml --window 2026-01-05/2026-01-06 less.csv 2>&1
trailbook import --quiet --profile ./narrow.yaml --window 2026-01-05/2026-01-07 less.csv 2>&1
told
trailbook rejects retry --profile ./doors.yaml
told
