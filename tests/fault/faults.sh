#!/bin/sh
# The crash VFS and failing calls: see test_faults.c.
#   faults.sh PROGRAM SOURCE DATA WORK GENERATE TEST_FAULTS [STEP [SEEDS]]
# With a step of 1 every call fails once (and loses power SEEDS times); a report makes more calls than an
# import, and fails at fewer.  MODES="power error ..." chooses.
. "$(dirname "$0")/../e2e/lib.sh"
command -v sqlite3 >/dev/null || skip "no sqlite3"
generate=$5 faults=$6 step=${7:-1} seeds=${8:-4}
export SOURCE_DATE_EPOCH=1767225600

mkdir new
cp "$SOURCE/tests/bench/csv.yaml" new/p.yaml
sed 's/^action: text/action: {path: text, match: "^(L.*)"}/' new/p.yaml >new/narrow.yaml
sed 's/^action: text/action: level/; s/type: device/type: machine/' new/p.yaml >new/other.yaml
"$generate" --format csv --events 150 --items 20 --disorder 20 >new/first.csv
"$generate" --format csv --events 200 --items 20 --seed 7 --disorder 50 --duplicates 5 >new/second.csv
head -n 80 new/first.csv | tail -n +2 >>new/second.csv
printf '2026-01-01T00:00:00Z,broken\n' >>new/second.csv
head -n 100 new/second.csv >new/part1.csv
{ head -n 1 new/second.csv; tail -n +101 new/second.csv; } >new/part2.csv

cp -r new empty
: >empty/k.db
start() { # NAME ARG...: a folder whose store holds what was imported so
    cp -r new "$1"
    (cd "$1" && shift && "$PROGRAM" import --quiet --db k.db --source trail "$@" 2>/dev/null) || [ $? = 3 ]
}
start populated --profile ./p.yaml first.csv
start rejects --profile ./narrow.yaml first.csv
start mapped --profile ./other.yaml second.csv
cp -r populated reported
(cd reported && "$PROGRAM" report --quiet --db k.db --out site &&
    "$PROGRAM" import --quiet --db k.db --source trail --profile ./p.yaml second.csv 2>/dev/null) || [ $? = 3 ]

# An export was cut short, and a reject is solved since.
cp -r rejects unfinished
(cd unfinished && "$PROGRAM" rejects export --quiet --db k.db --out broken && cp broken/00000001.record broken/99999999.record &&
    : >broken/rejects.unfinished && cp broken/00000001.record broken/.00000002.record.tmp)

for version in "$SOURCE"/tests/versions/*; do
    old="version-${version##*/}"
    cp -r "$version" "$old"
    sqlite3 "$old/k.db" <"$version/store.sql"
    sed 's/2026-01-0/2026-03-0/' "$old/doors-1.csv" >"$old/doors-3.csv"
done

import="import --quiet --db k.db --source trail --profile ./p.yaml"
stores() { # MODE STEP SEEDS: every way to change a store
    "$faults" "$@" new -- $import second.csv
    [ "$1" != power ] || "$faults" "$@" empty -- $import second.csv
    "$faults" "$@" populated -- $import second.csv
    "$faults" "$@" populated --spill -- $import second.csv
    "$faults" "$@" populated -- $import --parts part1.csv part2.csv
    "$faults" "$@" rejects -- rejects retry --db k.db --profile ./p.yaml
    "$faults" "$@" mapped -- $import --remap second.csv
    for old in version-*; do
        "$faults" "$@" "$old" -- import --quiet --db k.db --profile ./plain.yaml doors-3.csv
        "$faults" "$@" "$old" --spill -- import --quiet --db k.db --profile ./plain.yaml doors-3.csv
    done
}

files() { # MODE STEP SEEDS: every way to write files
    "$faults" "$@" reported -- report --quiet --db k.db --out new
    "$faults" "$@" reported --between -- report --quiet --db k.db --out site
    "$faults" "$@" reported -- report --quiet --db k.db --single-file site.html
    "$faults" "$@" rejects --between -- rejects export --quiet --db k.db --out broken
    "$faults" "$@" unfinished --between -- rejects export --quiet --db k.db --out broken
    # A theme that could be neither finished nor taken away is in the way, and said to be.
    [ "$1" = io-dead ] || "$faults" "$@" new -- theme export --quiet theme
}

for mode in ${MODES:-power error dead full io-error io-dead io-full}; do
    case $mode in
    power) stores $mode "$step" "$seeds" ;;
    error | dead) stores $mode "$step" 1 && files $mode "$step" 1 ;;
    full) stores $mode "$step" 1 ;;
    io-*) stores $mode $((step / 4 + 1)) 1 && files $mode $((step * 5 - 4)) 1 ;;
    esac
done
