# For the scripts beside this one, which say `. "$here/measure.sh"`: needs /usr/bin/time and, for plain,
# sqlite3.  Works in the current folder.

# measure NAME COMMAND ...: prints seconds of CPU in all threads, seconds that passed and peak memory; they
# are in $cpu and $wall.
measure() {
    line=$1
    shift
    sync
    /usr/bin/time -f '%e %U %S %M' -o time.txt "$@" >log.txt 2>&1 || { cat log.txt; exit 1; }
    read -r wall user system peak <time.txt
    cpu=$(echo "$user $system" | awk '{print $1 + $2}')
    awk -v n="$line" -v c="$cpu" -v w="$wall" -v p="$peak" \
        'BEGIN {printf "%-44s %8.2f s %8.2f s %6.0f MB\n", n, c, w, p / 1024}'
}

# plain: trail.csv by sqlite3's .import, and three indexes.
plain() {
    rm -f plain.db
    cat >plain.sql <<'END'
.mode csv
.import trail.csv event
create index by_time on event(ts);
create index by_license on event(license_id, ts);
create index by_device on event(device_id, ts);
END
    measure "sqlite3 .import and 3 indexes" sh -c 'sqlite3 plain.db <plain.sql'
}
