#!/bin/sh
# usage: includes.sh SOURCE    what the build cannot check: who may include what, and how long things are
set -u
cd "$1" || exit 1
status=0
fail() { echo "$*" >&2; status=1; }

# only PATTERN FILES...: nothing but these files may contain the pattern.
only() {
    pattern=$1
    shift
    for file in $(grep -lE "$pattern" core/*.[ch] importer/*.[ch] renderer/*.[ch] \
            archive/*.[ch] cli/*.[ch] 2>/dev/null); do
        allowed=
        for glob in "$@"; do
            case $file in $glob) allowed=1 ;; esac
        done
        [ -n "$allowed" ] || fail "$file: may not contain: $pattern"
    done
}
only '#include <sqlite3' 'core/store*'
only '#include <libxml/' 'importer/reader_xml*'
only '#include <archive' 'importer/input*'
only '#include <yaml' 'importer/profile*'
only '#include <pcre2' 'importer/pattern*' 'importer/profile*'
only '#define PCRE2_CODE' 'importer/pattern*' 'importer/profile*'
only '#include <openssl/' 'core/digest*' 'archive/signing*'
only '[^a-z_]stderr[^a-z_]' 'cli/*' 'core/mem.c'

# no DIRECTORY PATTERN: no file there includes such a header.
no() {
    for file in $(grep -lE "#include \"($2)\"" $1 2>/dev/null); do
        fail "$file: may not include $2"
    done
}
headers() { ls "$1"/*.h 2>/dev/null | sed 's|.*/||' | tr '\n' '|' | sed 's/|$//; s/\./[.]/g'; }
for room in importer renderer archive cli; do
    [ -d "$room" ] || continue
    for other in importer renderer archive cli; do
        [ "$other" != "$room" ] && [ "$room" != cli ] && [ -n "$(headers "$other")" ] &&
            no "$room/*.[ch]" "($(headers "$other"))"
    done
    no "core/*.[ch]" "($(headers "$room"))"
done
no "importer/reader*.[ch]" '(store[a-z_]*)[.]h'
no "importer/input*.[ch]" '(store[a-z_]*|event|profile|reader)[.]h'
no "importer/profile*.[ch]" '(store[a-z_]*)[.]h'
no "importer/mapper*.[ch]" '(store[a-z_]*)[.]h'
no "renderer/template*.[ch]" '(store[a-z_]*|event)[.]h'
no "renderer/escape*.[ch]" '(store[a-z_]*|event|template)[.]h'

# Lengths.
for file in core/*.[ch] importer/*.[ch] renderer/*.[ch] archive/*.[ch] cli/*.[ch] tests/*.[ch] \
        tests/*/*.[ch] tests/*/*.sh tests/*/*.py; do
    [ -f "$file" ] || continue
    lines=$(wc -l <"$file")
    case $file in *.h) most=90 ;; *) most=500 ;; esac
    [ "$lines" -le $most ] || fail "$file: $lines lines, $most are the most"
done
if ctags --version 2>/dev/null | grep -q Universal; then
    ctags -x --c-kinds=f --_xformat='%{end} %n %F %N' core/*.c importer/*.c renderer/*.c \
        archive/*.c cli/*.c tests/*.[ch] tests/*/*.[ch] 2>/dev/null | awk '$1 - $2 + 1 > 60 {
            print $3 ": " $4 " has " $1 - $2 + 1 " lines, 60 are the most"; bad = 1 }
        END { exit bad }' >&2 || status=1
else
    echo "universal-ctags is missing: function lengths were not checked"
fi

# Every module stands in the README's layout.
if [ -f README.md ] && grep -q '^## .*[Ll]ayout' README.md; then
    for file in core/*.c importer/*.c renderer/*.c archive/*.c cli/*.c; do
        [ -f "$file" ] || continue
        module=$(basename "$file" .c)
        family=${module%%_*}
        grep -qE "(^|[^a-z_])($module|$family)([^a-z]|$)" README.md || fail "$file: not in README.md's layout"
    done
fi

# And what the layout names is there: first cells of a room's table, and names in backquotes.
room=
[ ! -f README.md ] || while IFS= read -r line; do
    case $line in
    '| core/ |'* | '| importer/ |'* | '| renderer/ |'* | '| archive/ |'* | '| cli/ |'*)
        room=${line#| }
        room=${room%%/*}
        continue ;;
    '|---'*) continue ;;
    '| '*) ;;
    *) room= ;;
    esac
    [ -n "$room" ] || continue
    cell=${line#| }
    for module in $(echo "${cell%%|*}" | tr ',' ' ') \
            $(echo "${cell#*|}" | grep -oE '`[a-z0-9_]+`' | tr -d '`'); do
        case $module in ...) continue ;; esac
        [ -f "$room/$module.c" ] || [ -f "$room/$module.h" ] || ls "$room/${module}"_*.[ch] >/dev/null 2>&1 ||
            fail "README.md's layout names $module, which is not in $room/"
    done
done <README.md

# The project speaks of itself alone.
for file in $(grep -rlE '/(home|root|Users)/' core importer renderer archive cli templates samples README.md \
        2>/dev/null); do
    fail "$file: names a path of the machine that it was written on"
done
exit $status
