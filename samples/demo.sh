#!/bin/sh
# Imports every sample twice and writes a report: sh samples/demo.sh [OUT]
#
# Builds trailbook first (unless TRAILBOOK names a program), and installs what that needs with apt
# when run as root or with sudo; else it names the packages.  OUT is demo-out in the project's folder.
set -eu
cd "$(dirname "$0")/.."
. tests/setup.sh

if [ -z "${TRAILBOOK-}" ]; then
    need '' $BUILD_PACKAGES
    install_missing
    echo "Building trailbook ..."
    cmake -S . -B build -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF >build.log 2>&1 &&
        cmake --build build -j "$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)" >build.log 2>&1 ||
        { cat build.log; exit 1; }
    rm -f build.log
    TRAILBOOK=build/trailbook
fi
out=${1:-demo-out}
db=$out/demo.db
rm -rf "$out"
mkdir -p "$out"

# Rejects and conflicts (exit 3) are part of the story: some samples are damaged on purpose.
import() {
    code=0
    "$TRAILBOOK" import --db "$db" "$@" || code=$?
    [ "$code" = 0 ] || [ "$code" = 3 ] || exit "$code"
}

echo
echo "1. The samples, for the first time"
import samples/licensespring samples/qlm samples/others samples/dirty
echo
echo "2. The same samples again: nothing new"
import samples/licensespring samples/qlm samples/others samples/dirty
echo
echo "3. The report"
"$TRAILBOOK" report --db "$db" --out "$out/report" --title "Trailbook demo"
echo
echo "Open $out/report/index.html in a browser. The store is $db: try"
echo "  $TRAILBOOK status --db $db"
