# What is absent from a later export does not depend on what came in which order: other versions, a window that
# is corrected, a profile that makes more of an older dump, a retry.
command -v sqlite3 >/dev/null || exit 77
told() { sqlite3 -batch trailbook.db 'SELECT a.import, e.native FROM absent a JOIN event e ON e.id=a.event'; }
status() { trailbook status | grep '^  absent'; }
import() { trailbook import --quiet --profile "$@" 2>/dev/null; }
window=2026-01-01T00:00/2026-01-01T00:10
cat >all.yaml <<'END'
profile: log
title: Log
detect: {format: csv, header: [id, when, what, note]}
read: {format: csv}
identity: {id: id}
time: {at: when, formats: [iso]}
action: what
END
sed '$a skip: {what: close}' all.yaml >few.yaml
sed 's/^action: .*/action: {first: [what, id]}/' all.yaml >more.yaml
{
    echo id,when,what,note
    echo 1,2026-01-01T00:01:00Z,open,
    echo 7,2026-01-01T00:02:00Z,close,
    echo 8,2026-01-01T00:03:00Z,,
} >first.csv
head -n 2 first.csv >second.csv
{
    echo id,when,what,note
    echo 7,2026-01-01T00:02:00Z,close,more is known
    echo 9,2026-01-01T00:20:00Z,close,more is known
} >third.csv
echo A version that comes later is the one shown.
import ./all.yaml first.csv
import ./all.yaml --window $window second.csv
import ./all.yaml third.csv
told
status
trailbook report --quiet --out site 2>/dev/null
cut -d, -f1,2 site/csv/absent.csv
echo The window is claimed after that.
rm trailbook.db
import ./all.yaml first.csv
import ./all.yaml second.csv
import ./all.yaml third.csv
import ./all.yaml --remap --window $window second.csv
told
status
echo A dump from before makes more, then its rejects do.
rm trailbook.db
import ./few.yaml first.csv
import ./few.yaml --window $window second.csv
told
import ./all.yaml --remap first.csv
told
trailbook rejects retry --quiet --profile ./more.yaml
told
status
echo A later dump stored it, and the one from before met it.
rm trailbook.db
import ./few.yaml first.csv
import ./few.yaml second.csv
import ./all.yaml third.csv
import ./all.yaml --remap first.csv
import ./all.yaml --remap --window $window second.csv
told
status
