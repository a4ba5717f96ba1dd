#!/bin/sh
# The ledger: seconds of CPU and passed, and peak memory, to seal a trail, to write the snapshot, and to prove
# one event; and what sha256sum -c takes over the same snapshot, in one run.
#
#   sh tests/bench/ledger.sh BUILD [EVENTS] [WORK]
#
# BUILD is a Release build with tests; EVENTS defaults to 1000000; WORK needs 10 KB an event.
# Needs sqlite3 and /usr/bin/time.  Prints, asserts nothing but that the proof holds.
set -eu
build=$(cd "$1" && pwd)
events=${2:-1000000}
work=${3:-$(mktemp -d)}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/measure.sh"
mkdir -p "$work"
cd "$work"
program=$build/trailbook

rate() { echo "$entries $2" | awk -v n="$1" '$2 > 0 {printf "%-44s %8.0f entries a second of CPU\n", n, $1 / $2}'; }
ratio() { echo "$2 $3" | awk -v n="$1" '$2 > 0 {printf "%-44s %8.2f\n", n, $1 / $2}'; }

rm -rf store.db bags full proof item a.key a.key.*
[ -f trail.csv ] || "$build/tests/trailbook_generate" --format csv --events "$events" >trail.csv
"$program" key new --quiet --name example.org/bench a.key
"$program" import --quiet --db store.db --source bench --profile "$here/csv.yaml" trail.csv
echo "$events events; CPU, passed, peak memory"
measure "seal" "$program" seal --quiet --db store.db --key a.key
entries=$(sqlite3 store.db "SELECT count(*) FROM entry")
seal=$cpu
core=$("$build/tests/bench_entries")
mkdir bags full
measure "snapshot --bare" "$program" snapshot --quiet --bare --db store.db --key a.key --out bags
snapshot=$cpu
cat bags/*/data/*/*.* >/dev/null
measure "sha256sum -c of it" sh -c 'cd bags/* && sha256sum -c --strict --quiet manifest-sha256.txt tagmanifest-sha256.txt'
sums=$cpu
measure "verify" "$program" verify --quiet --key a.key.vkey bags/*
verify=$cpu
measure "python3 verify.py" python3 bags/*/data/tools/verify.py bags/* a.key.vkey
measure "snapshot, with report, table and database" "$program" snapshot --quiet --db store.db --key a.key --out full
measure "sha256sum -c of it" sh -c 'cd full/* && sha256sum -c --strict --quiet manifest-sha256.txt tagmanifest-sha256.txt'
full_sums=$cpu
measure "verify" "$program" verify --quiet --key a.key.vkey full/*
full_verify=$cpu
measure "verify --all" "$program" verify --quiet --all --key a.key.vkey full/*
full_all=$cpu
du -sm bags full full/*/data/report full/*/data/derived | awk '{printf "%-44s %8d MiB\n", $2, $1}'

item=$(sqlite3 store.db "SELECT type||':'||key FROM item ORDER BY events LIMIT 1")
measure "prove the least item's events" "$program" prove --quiet --db store.db "$item" --out item
ls item/*.tlog-proof | wc -l | awk '{printf "%-44s %8d\n", "its proofs", $1}'
proof=$(ls item/*.tlog-proof | head -n 1)
measure "a check by the script" sh item/verify-inclusion.sh "$proof" "${proof%.tlog-proof}.json" "$(cat a.key.vkey)"
event=$("$program" export --db store.db --format jsonl 2>/dev/null | head -n 1 | sed 's/.*"id":"\([a-z2-7]*\)".*/\1/')
measure "prove an event by its id" "$program" prove --quiet --db store.db "$event" --out proof

printf '%-44s %8.0f entries a second of CPU\n' "salts, commitments, lines, leaves and tree:" "$core"
rate "seal:" "$seal"
rate "snapshot --bare:" "$snapshot"
ratio "seal, times sha256sum -c:" "$seal" "$sums"
ratio "snapshot --bare, times sha256sum -c:" "$snapshot" "$sums"
ratio "verify of it, times sha256sum -c:" "$verify" "$sums"
ratio "verify of a whole one, times sha256sum -c:" "$full_verify" "$full_sums"
ratio "verify --all, times sha256sum -c:" "$full_all" "$full_sums"
