#!/bin/sh
# How much of core and importer the suite runs: builds for gcov, runs unit, golden, conformance, cli, e2e and
# fault tests, and prints lines by file, in total, and those that nothing ran.
#
#   tests/coverage.sh [CTEST-REGEX]      BUILD (build-coverage) keeps uncovered.txt: file:line of each
#
# Exit 1 if core or importer is under 85 %.
set -eu
cd "$(dirname "$0")/.."
. tests/setup.sh
build=${BUILD:-build-coverage}
need '' $BUILD_PACKAGES
need gcov gcc
need python3 python3
install_missing

mkdir -p "$build"
cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_FLAGS_DEBUG='-O0 -g' -DTRAILBOOK_COVERAGE=ON \
    ${DATA:+-DTRAILBOOK_DATA="$DATA"} >"$build/log" 2>&1 || { cat "$build/log"; exit 1; }
cmake --build "$build" -j 2 >"$build/log" 2>&1 || { tail -20 "$build/log"; exit 1; }
find "$build" -name '*.gcda' -delete
ctest --test-dir "$build" -R "${1:-^(unit|golden|conformance|cli|e2e|fault|fuzz)\.}" -j 2 --timeout 1800 \
    >"$build/tests.log" 2>&1 || { grep -A 100 'tests FAILED' "$build/tests.log"; echo "coverage of a suite that fails:"; }
exec python3 - "$build" <<'PYTHON'
import collections, gzip, json, os, pathlib, subprocess, sys, tempfile
build = pathlib.Path(sys.argv[1]).resolve()
top = pathlib.Path.cwd()
hit = collections.defaultdict(dict)
with tempfile.TemporaryDirectory() as folder:
    for room in ("core", "importer"):
        notes = [str(p) for p in (build / room).rglob("*.gcno")]
        subprocess.run(["gcov", "--json-format", "--preserve-paths", *notes], cwd=folder, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for path in pathlib.Path(folder).glob("*.gcov.json.gz"):
        with gzip.open(path) as f:
            told = json.load(f)
        for file in told["files"]:
            name = os.path.normpath(os.path.join(told["current_working_directory"], file["file"]))
            name = os.path.relpath(name, top)
            if name.split("/")[0] in ("core", "importer"):
                for line in file["lines"]:
                    hit[name][line["line_number"]] = hit[name].get(line["line_number"], 0) + line["count"]
status = 0
with open(build / "uncovered.txt", "w") as out:
    for room in ("core", "importer"):
        all_lines = ran = 0
        for name in sorted(n for n in hit if n.startswith(room + "/")):
            lines = hit[name]
            run = sum(1 for c in lines.values() if c)
            all_lines, ran = all_lines + len(lines), ran + run
            print(f"{100 * run / len(lines):6.1f} %  {run:5} of {len(lines):5}  {name}")
            text = open(name, encoding="utf-8").read().split("\n")
            for number in sorted(n for n, c in lines.items() if not c):
                print(f"{name}:{number}:{text[number - 1]}", file=out)
        share = 100 * ran / max(all_lines, 1)
        status |= share < 85
        print(f"{share:6.1f} %  {ran:5} of {all_lines:5}  {room}: total\n")
print(f"not run: {build / 'uncovered.txt'}")
sys.exit(status)
PYTHON
