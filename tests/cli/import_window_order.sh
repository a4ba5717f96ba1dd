# A corrected window is that of its dump as it was exported: what only later exports have is absent from none
# of its claims, however often it is corrected.
. ./windows.sh
exec 2>&1
told() {
    told_absent
    cut -d, -f2,7,8,11,23,24 site/csv/imports.csv
    echo
}
door iso
printf '%s\n' id,when,what 1,2026-01-05,opened 2,2026-01-06,closed >oldest.csv
printf '%s\n' id,when,what 1,2026-01-05,opened 3,2026-01-07,opened >older.csv
printf '%s\n' id,when,what 3,2026-01-07,opened 4,2026-01-08,closed >newer.csv
import oldest.csv
import --window 2025-01-01/2025-02-01 older.csv
import newer.csv
told
import --remap --window 2026-01-01/2026-02-01 older.csv
told
import --remap --window 2026-01-05/2026-02-01 older.csv
told
import --remap older.csv
import --remap --window 2026-01-01/2026-03-01 older.csv
told
# With a profile that has changed, and the events that only it makes.
sed 's/^action: what/&\nskip: {what: closed}/' door.yaml >narrow.yaml
mv door.yaml wide.yaml
mv narrow.yaml door.yaml
rm trailbook.db
import oldest.csv
import --window 2026-01-01/2026-02-01 older.csv
import newer.csv
told
mv wide.yaml door.yaml
import --window 2026-01-01/2026-02-01 older.csv
told
import --remap oldest.csv newer.csv
import --remap --window 2026-01-01/2026-02-01 older.csv
told
# Of several claims of the same bytes the last is corrected; a dump that never claimed a window stands where
# it was read first.
rm trailbook.db
head -n 1 older.csv >none.csv
import --window 2026-01-05/2026-01-06 none.csv
import oldest.csv
import --window 2026-01-05/2026-01-07 none.csv
import newer.csv
import --remap --window 2026-01-01/2026-02-01 none.csv
told
import --remap --window 2026-01-01/2026-02-01 oldest.csv
told
