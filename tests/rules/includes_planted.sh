#!/bin/sh
# usage: includes_planted.sh SOURCE    the rules on includes, lengths, exports and the README's layout find what is planted in a copy
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0
# planted FILE HEADER: an include that must be reported, by itself.
planted() {
    (cd "$1/.." && cp -R core importer renderer archive cli "$work") || exit 1
    echo "#include \"$3\"" >>"$work/$2"
    sh "$1/rules/includes.sh" "$work" 2>&1 | grep -q "^$2: may not include" ||
        { echo "$2: including $3 was not reported" >&2; status=1; }
}
here=$1/tests
planted "$here" renderer/template.c store.h
planted "$here" renderer/escape.c store_read.h
planted "$here" renderer/report.c profile.h
planted "$here" importer/reader_csv.c store.h
planted "$here" importer/mapper.c store_read.h
planted "$here" importer/import.c report.h
planted "$here" core/buf.c jsonw.h

# A function that no other file uses, and a declaration of none.
(cd "$1" && cp -R tests "$work") || exit 1
echo 'void buf_nobody(void) {}' >>"$work/core/buf.c"
echo 'void buf_nowhere(void);' >>"$work/core/buf.h"
for name in buf_nobody buf_nowhere; do
    said=$(sh "$1/tests/rules/exports.sh" "$work" 2>&1)
    case $? in 77) break ;; esac
    echo "$said" | grep -q "$name() is" || { echo "core/buf: $name() was not reported" >&2; status=1; }
done

# Headers and a file that are too long.
seq 91 | sed 's|.*|/* & */|' | tee "$work/core/long.h" >"$work/tests/unit/long.h"
seq 501 | sed 's|.*|/* & */|' >"$work/core/long.c"
said=$(sh "$1/tests/rules/includes.sh" "$work" 2>&1)
for long in core/long.h:91 tests/unit/long.h:91 core/long.c:501; do
    echo "$said" | grep -q "^${long%:*}: ${long#*:} lines" ||
        { echo "${long%:*}: its length was not reported" >&2; status=1; }
    rm "$work/${long%:*}"
done

# A module that the README names and that is not there.
cp "$1/README.md" "$work" || exit 1
for plant in 's/^| input, /| nosuch, input, /' 's/`reader_csv`/`reader_nosuch`/'; do
    sed "$plant" "$1/README.md" >"$work/README.md"
    sh "$1/tests/rules/includes.sh" "$work" 2>&1 | grep -q 'layout names .*nosuch' ||
        { echo "README.md: a module that is not there was not reported: $plant" >&2; status=1; }
done
exit $status
