# With --remap a dump's window, what it lacks, and its times are those of its last reading.
. ./windows.sh
exec 2>/dev/null
told() {
    told_absent
    trailbook status --json | grep '"windows"\|"absent": [1-9]\|"first"\|"last"'
    grep -c 'where no window was claimed' site/completeness.html
    grep -o '<p class="more">[0-9]* of [0-9]* event.*' site/completeness.html
    echo
}
door '"%m/%d/%Y"'
printf '%s\n' id,when,what 1,03/01/2026,opened 2,06/01/2026,closed >a.csv
head -2 a.csv >b.csv
import a.csv
import --window 2026-03-01/2026-09-01 b.csv
told
import --window 2026-03-01/2026-04-01 --remap b.csv
told
import --window 2026-03-01/2026-09-01 --remap b.csv
told
import --window 2026-03-01/2026-04-01 --remap b.csv
told
import --window 2026-03-01/2026-09-01 b.csv
import --remap b.csv
told
door '"%d/%m/%Y"'
import --remap a.csv b.csv
told
