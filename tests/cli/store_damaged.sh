# What another hand spoiled is told as damage, not believed, and no output that looks whole comes of it.
command -v sqlite3 >/dev/null || exit 77
trailbook import --quiet --profile ./doors.yaml doors.csv 2>/dev/null
told() { # SQL VERB...
    cp trailbook.db spoiled.db
    sqlite3 spoiled.db "PRAGMA ignore_check_constraints=1; $1"
    shift
    trailbook "$@" --db spoiled.db 2>&1 >/dev/null | sed 's/^trailbook: //; s/^[^(]*damaged//; s/; restore.*//'
}
told 'UPDATE event SET time_how=-1' export
told 'UPDATE event SET time_how=7' export
told 'UPDATE event SET time_how=1024' export --canonical
told 'UPDATE event SET outcome=4' export
told 'UPDATE event SET outcome=-1' report --quiet --out site
told "UPDATE event SET parties='[1,[2'" show door:D1
told "UPDATE by_item SET events='[0'" show door:D1
told 'DROP TABLE met' import --profile ./doors.yaml doors-late.csv
told 'UPDATE tally SET day=day+9223372036854750000' report --quiet --out site
told 'UPDATE tally SET outcome=outcome+8' report --quiet --out site
told 'UPDATE tally SET events=-1' report --quiet --out site
told 'UPDATE import SET window_from=9223372036854775807,window_to=-9223372036854775808' report --quiet --out site
told 'UPDATE import SET removed=-5' status
told 'UPDATE import SET removed=-5' report --quiet --out site
told 'PRAGMA user_version=-1' status
