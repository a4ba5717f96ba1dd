#!/bin/sh
# Fuzzes one harness or all of them: libFuzzer with the address and undefined-behaviour sanitizers.
#
#   tests/fuzz/run.sh TARGET|all SECONDS       TARGET: csv in reader_csv, import, json, ...: fuzz_TARGET.c
#
# Starts from the corpus, from samples and templates, and from the small files of ../shared/data where
# that exists.  What it finds is kept in BUILD (build-fuzz): inputs that reach new code in found/TARGET,
# where the next run goes on, and inputs that fail in findings/.  Exit 1 with findings.
set -eu
[ $# = 2 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 2; }
cd "$(dirname "$0")/../.."
. tests/setup.sh
target=$1
seconds=$2
build=${BUILD:-build-fuzz}
data=${DATA:-../shared/data}

need '' $BUILD_PACKAGES
need clang clang
install_missing

# seed PREFIX FILE ...: the files as inputs, after the bytes (printf) that a harness takes its options from
seed() {
    prefix=$1
    shift
    for file; do
        n=$((n + 1))
        { printf "$prefix"; cat "$file"; } >"$seeds/$n"
    done
}

# small FOLDER PATTERN ...: files of a folder that are small enough to mutate well
small() {
    folder=$1
    shift
    [ -d "$folder" ] || return 0
    for pattern; do
        find "$folder" -type f -size -17k -name "$pattern" ! -name '* *'
    done
}

seed_target() {
    n=0
    real=$data/real suites=$data/conformance
    case $1 in
    reader_csv)
        seed '\0\3' $(small samples '*.csv') $(small "$real" '*.csv') $(small "$suites" '*.csv') ;;
    reader_json)
        seed '\0\3' $(small samples '*.json*') $(small "$real" '*.json*') $(small "$suites" '*.json') ;;
    reader_xml)
        seed '\0\3' $(small samples '*.xml') $(small "$suites" '*.xml')
        seed '\1\3' $(small "$real" '*.xml' '*.xes') ;;
    json)
        seed '' $(small samples '*.json*') $(small "$suites" '*.json') ;;
    profile)
        seed '' importer/profiles/*.yaml ;;
    template)
        seed '\0' $(find templates -name '*.mustache') ;;
    zone)
        seed '' $(small /usr/share/zoneinfo/Europe '*') ;;
    input)
        seed '' $(small samples '*') $(small "$suites/encodings" '*') $(small "$real" '*.gz' '*.zip') ;;
    bag)
        seed '\0' $(small "$suites/bagit-conformance-suite" '*.txt')
        seed '\4' $(small "$suites/bagit-conformance-suite" '*.txt') ;;
    import)
        seed '\77' $(small samples '*.csv' '*.json*' '*.xml' '*.gz') $(small "$real" '*.csv' '*.json*' '*.xml') ;;
    esac
}

# One harness: its lines of interest, and an exit of 1 with findings.  A slow input counts as one.
run_target() {
    seeds=$build/seeds/$1
    found=$build/found/$1
    rm -rf "$seeds"
    mkdir -p "$seeds" "$found" "$build/findings"
    seed_target "$1"
    log=$build/findings/$1.log
    code=0
    "$build/tests/fuzz_$1" -max_total_time="$seconds" -max_len=16384 -timeout=120 -rss_limit_mb=2048 \
        -print_final_stats=1 -artifact_prefix="$build/findings/$1-" "$found" "tests/fuzz/corpus/$1" "$seeds" \
        >"$log" 2>&1 || code=1
    awk -v target="$1" -v code=$code '
        / cov: / { for (i = 1; i < NF; i++) if ($i == "cov:") cov = $(i + 1) }
        /number_of_executed_units/ { runs = $2 }
        /peak_rss_mb/ { rss = $2 }
        /^Done / { seconds = $5 }
        END { printf "%-12s %10d runs in %s s, %d edges, %d MB, %s\n", target, runs, seconds, cov, rss,
                     code ? "FINDING: see the log" : "no finding" }' "$log"
    [ $code = 0 ] || grep -m 5 -E 'ERROR|SUMMARY|runtime error|Assertion|Test unit written' "$log"
    return $code
}

# What the sanitizers abort on; a fault of memory limits is the harness's to find.
ASAN_OPTIONS=${ASAN_OPTIONS:-allocator_may_return_null=0:detect_leaks=1}
UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
export ASAN_OPTIONS UBSAN_OPTIONS

all=$(for f in tests/fuzz/fuzz_*.c; do basename "$f" .c | cut -c6-; done)
[ "$target" = all ] && target=$all
mkdir -p "$build"
cmake -S . -B "$build" -DCMAKE_C_COMPILER=clang -DCMAKE_BUILD_TYPE=RelWithDebInfo -DTRAILBOOK_FUZZ=ON \
    -DTRAILBOOK_SANITIZE=address,undefined >"$build/log" 2>&1 || { cat "$build/log"; exit 1; }
for t in $target; do
    cmake --build "$build" -j 2 --target "fuzz_$t" >"$build/log" 2>&1 || { cat "$build/log"; exit 1; }
done
status=0
for t in $target; do
    run_target "$t" || status=1
done
exit $status
