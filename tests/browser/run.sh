#!/bin/sh
# ctest's door to the browser tests: run.sh REPORT.  Skipped without Chromium, Node or the packages.
set -eu
cd "$(dirname "$0")"
command -v node >/dev/null 2>&1 || { echo "skipped: no node"; exit 77; }
CHROMIUM=${CHROMIUM:-$(command -v chromium || true)}
[ -n "$CHROMIUM" ] || { echo "skipped: no chromium"; exit 77; }
[ -d node_modules ] || { echo "skipped: npm ci was not run in tests/browser"; exit 77; }
[ -d "$1" ] || { echo "there is no report at $1"; exit 1; }
export CHROMIUM REPORT="$1"
exec node --test report.test.mjs
