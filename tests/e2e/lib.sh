# Sourced by the end-to-end tests: NAME.sh PROGRAM SOURCE DATA WORK, see tests/CMakeLists.txt.
# PROGRAM is trailbook, SOURCE the project, DATA the shared dumps (may be absent), WORK a folder
# that the test may fill; it is emptied first.
set -eu
PROGRAM=$1 SOURCE=$2 DATA=$3 WORK=$4
export LC_ALL=C TZ=UTC
rm -rf "$WORK"
mkdir -p "$WORK"
cd "$WORK"

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

skip() {
    echo "skipped: $*"
    exit 77
}

# same GOT WANT WHAT
same() {
    [ "$1" = "$2" ] || fail "$3: got '$1', want '$2'"
}

# query DB SQL
query() {
    sqlite3 -batch -noheader "$1" "$2"
}

# run CODE ARG ...: trailbook must end with that exit code.
run() {
    want=$1
    shift
    code=0
    "$PROGRAM" "$@" >out.txt 2>err.txt || code=$?
    [ "$code" = "$want" ] || { cat out.txt err.txt >&2; fail "exit $code instead of $want: trailbook $*"; }
}

# profile <REST: writes j.yaml, for records in JSON with an id, a time t and an action a; REST says what else they have.
profile() {
    {
        cat <<'Y'
profile: j
title: J
detect: {format: json, has: [a, t]}
read: {format: json}
identity: {id: id}
time: {at: t, formats: [iso]}
action: a
Y
        cat
    } >j.yaml
}
