# With --remap a dump's window, what it lacks, and its times are those of its last reading.
told() {
    trailbook status | grep '^  absent\|^  time\|^  windows\|^  imports'
    trailbook status --json | grep '"windows"\|"absent": [1-9]\|"first"\|"last"'
    trailbook report --quiet --out site
    cut -d, -f1,2 site/csv/absent.csv | tail -n +2 | grep . || echo nothing absent
    grep -c 'where no window was claimed' site/completeness.html
    grep -o '<p class="more">[0-9]* of [0-9]* event.*' site/completeness.html
    echo
}
cat >door.yaml <<'END'
profile: door
title: Door log
detect: {format: csv, header: [id, when, what]}
read: {format: csv}
identity: {id: id}
time: {at: when, formats: ["%m/%d/%Y"]}
action: what
END
sed 's:%m/%d:%d/%m:' door.yaml >days.yaml
printf '%s\n' id,when,what 1,03/01/2026,opened 2,06/01/2026,closed >a.csv
head -2 a.csv >b.csv
exec 2>/dev/null
import() { trailbook import --quiet --profile "$@"; }
import ./door.yaml a.csv
import ./door.yaml --window 2026-03-01/2026-09-01 b.csv
told
import ./door.yaml --window 2026-03-01/2026-04-01 --remap b.csv
told
import ./door.yaml --window 2026-03-01/2026-09-01 --remap b.csv
told
import ./door.yaml --window 2026-03-01/2026-04-01 --remap b.csv
told
import ./door.yaml --window 2026-03-01/2026-09-01 b.csv
import ./door.yaml --remap b.csv
told
import ./days.yaml --remap a.csv b.csv
told
