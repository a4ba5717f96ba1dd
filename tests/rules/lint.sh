#!/bin/sh
# clang-tidy (.clang-tidy) and cppcheck over core, importer, renderer, archive and cli; nothing may be found.
# clang-format (.clang-format) over those and the tests; nothing may change.
#
# lint.sh SOURCE BUILD [format|cppcheck|tidy]    BUILD: a folder to work in.  Exit 77 where none is installed.
set -eu
source=$1
build=$2
only=${3-}
mkdir -p "$build"
cd "$source"
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
ran= status=0

wanted() {
    { [ -z "$only" ] || [ "$only" = "$1" ]; } && command -v "$2" >/dev/null 2>&1 && ran=1
}

if wanted format clang-format; then
    clang-format --dry-run -Werror */*.[ch] tests/*/*.[ch] || status=1
fi

# --inline-suppr: a false report is suppressed where it stands, with its reason.
if wanted cppcheck cppcheck; then
    cppcheck --std=c11 --language=c --quiet --inline-suppr --error-exitcode=1 -j "$jobs" \
        --enable=warning,performance,portability -D_POSIX_C_SOURCE=200809L -D_FILE_OFFSET_BITS=64 \
        -Icore -Iimporter -Irenderer -Iarchive -Icli core importer renderer archive cli || status=1
fi

# The commands of a build; its generated files (profiles, templates) are data that no check needs.
if wanted tidy clang-tidy; then
    cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF -DCMAKE_EXPORT_COMPILE_COMMANDS=ON \
        >"$build/log" 2>&1 || { cat "$build/log"; exit 1; }
    ls core/*.c importer/*.c renderer/*.c archive/*.c cli/*.c |
        xargs -P "$jobs" -n 4 clang-tidy -p "$build" --quiet 2>"$build/log" || status=1
fi
[ -n "$ran" ] || { echo "skipped: no clang-format, cppcheck or clang-tidy"; exit 77; }
exit $status
