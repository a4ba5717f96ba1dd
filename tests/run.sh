#!/bin/sh
# Builds with warnings as errors and sanitizers, and runs the whole suite.
#
#   sh tests/run.sh           everything, browser and validator tests included (up to 20 minutes)
#   sh tests/run.sh --fast    what one wants after each edit (a minute and a half, once it is built)
#
# Installs what is missing with apt when run as root or with sudo; else it names the packages.
set -eu
cd "$(dirname "$0")/.."
. tests/setup.sh

fast=
[ "${1-}" = --fast ] && fast=1

need '' $BUILD_PACKAGES
if [ -z "$fast" ]; then
    need sqlite3 sqlite3
    need openssl openssl
    need ssh-keygen openssh-client
    need xz xz-utils
    need zstd zstd
    need bzip2 bzip2
    need zip zip
    need python3 python3
    need node nodejs
    need npm npm
    need chromium chromium
    need ctags universal-ctags
    need man man-db
fi
install_missing

build=${BUILD:-build-test}
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=RelWithDebInfo -DTRAILBOOK_WERROR=ON \
    -DTRAILBOOK_SANITIZE=address,undefined >"$build.log" 2>&1 || { cat "$build.log"; exit 1; }
cmake --build "$build" -j "$jobs" >"$build.log" 2>&1 || { grep -A 5 -E 'error|warning' "$build.log"; exit 1; }
rm -f "$build.log"

if [ -n "$fast" ]; then
    exec ctest --test-dir "$build" -L fast -j "$jobs" --output-on-failure
fi
(cd tests/browser && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error >/dev/null) ||
    { echo "npm could not install the browser tests' packages" >&2; exit 1; }
exec ctest --test-dir "$build" -j "$jobs" --output-on-failure --timeout 900
