#!/bin/sh
# Does a store that grows slow imports down?  A trail comes in ten dumps, in order of time, shuffled,
# and with ids; then a small dump, the last dump again in other bytes, half of it again, and the same
# bytes, each beside what it is measured against, in one run.
#
#   sh tests/bench/growth.sh BUILD [EVENTS] [WORK]
#
# BUILD is a Release build with tests; EVENTS, of the whole trail, defaults to 1000000 (10000000 are
# meant); WORK needs 1 KB an event.  Needs /usr/bin/time.  Prints, asserts nothing: seconds of CPU in
# all threads, seconds that passed, and peak memory; ratios are of CPU, then of time passed.
set -eu
build=$(cd "$1" && pwd)
events=${2:-1000000}
work=${3:-$(mktemp -d)}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/measure.sh"
tenth=$((events / 10))
small=$((events / 100))
items=$((events / 21)) # licenses; with their devices and users a fifth as many items as events
mkdir -p "$work"
cd "$work"

# dump FIRST N [OPTION ...]: events of the trail to dump.csv.
dump() {
    first=$1
    n=$2
    shift 2
    "$build/tests/trailbook_generate" --items $items --first "$first" --events "$n" "$@" >dump.csv
}

# import NAME STORE [PROFILE]: dump.csv.
import() {
    measure "$1" "$build/trailbook" import --quiet --db "$2" --source bench \
        --profile "$here/${3:-csv}.yaml" dump.csv
}

# ratio WHAT CPU WALL CPU WALL: the first two over the other two.
ratio() {
    awk -v n="$1" -v a="$2" -v b="$3" -v c="$4" -v d="$5" \
        'BEGIN {printf "%-44s %8.2f   %8.2f\n", "  " n ":", a / c, b / d}'
}

# ten NAME STORE PROFILE [OPTION ...]: the trail in ten dumps; $last_cpu, $last_wall of the last.
ten() {
    kind=$1
    store=$2
    profile=$3
    shift 3
    rm -f "$store"
    k=0
    while [ $k -lt 10 ]; do
        dump $((k * tenth)) $tenth "$@"
        import "$kind, dump $((k + 1)) of 10" "$store" "$profile"
        [ $k = 0 ] && first_cpu=$cpu first_wall=$wall
        k=$((k + 1))
    done
    last_cpu=$cpu last_wall=$wall
    ratio "rate of the last to the first" "$first_cpu" "$first_wall" "$last_cpu" "$last_wall"
}

# beside_empty NAME STORE PROFILE [OPTION ...]: a small dump into an empty store, and into STORE.
beside_empty() {
    kind=$1
    store=$2
    profile=$3
    shift 3
    rm -f empty.db
    dump "$events" $small "$@"
    import "$small events $kind, empty store" empty.db "$profile"
    empty_cpu=$cpu empty_wall=$wall
    import "$small events $kind, into $events" "$store" "$profile"
    ratio "the small dump's time to the empty store's" "$cpu" "$wall" "$empty_cpu" "$empty_wall"
    rm -f empty.db
}

echo "$events events, about $((events / 5)) items; CPU, passed, peak memory"
ten "in order" store.db csv
measure "sha256sum of dump 10" sha256sum dump.csv
sum_cpu=$cpu sum_wall=$wall
import "the same bytes again" store.db
ratio "to sha256sum" "$cpu" "$wall" "$sum_cpu" "$sum_wall"
tr -d '\r' <dump.csv >lines.csv
mv lines.csv dump.csv
import "the same events in other bytes" store.db
ratio "rate of duplicates to the fresh dump" "$last_cpu" "$last_wall" "$cpu" "$wall"
beside_empty "without ids" store.db csv
dump $((events - tenth / 2)) $tenth
import "half of it known" store.db
ratio "rate to the fresh dump" "$last_cpu" "$last_wall" "$cpu" "$wall"
rm -f store.db

ten "shuffled" store.db csv --shuffle "$events"
tr -d '\r' <dump.csv >lines.csv
mv lines.csv dump.csv
import "shuffled, the same events in other bytes" store.db
ratio "rate of duplicates to the fresh dump" "$last_cpu" "$last_wall" "$cpu" "$wall"
dump "$events" $small --disorder $small
import "$small events at random places, not far" store.db
rm -f store.db

ten "with ids" store.db csv-ids --ids 1
tr -d '\r' <dump.csv >lines.csv
mv lines.csv dump.csv
import "the same events in other bytes, with ids" store.db csv-ids
ratio "rate of duplicates to the fresh dump" "$last_cpu" "$last_wall" "$cpu" "$wall"
beside_empty "with ids" store.db csv-ids --ids 1
rm -f store.db

dump 0 $((events / 5))
import "$((events / 5)) events, $((events / 5)) items at most" store.db
rm -f store.db dump.csv lines.csv log.txt time.txt
