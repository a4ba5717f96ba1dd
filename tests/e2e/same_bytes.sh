#!/bin/sh
# The same import and report in different folders, zones, locales and umasks give the same bytes.
. "$(dirname "$0")/lib.sh"

once() { # once FOLDER TZ LANG UMASK
    mkdir -p "$1"
    (
        cd "$1"
        export TZ="$2" LC_ALL="$3" LANG="$3"
        umask "$4"
        "$PROGRAM" import --db store.db "$SOURCE"/samples/licensespring "$SOURCE"/samples/qlm \
            "$SOURCE"/samples/others "$SOURCE"/samples/dirty >/dev/null 2>&1 || [ $? = 3 ]
        "$PROGRAM" report --db store.db --out site >/dev/null 2>&1
        "$PROGRAM" export --db store.db --canonical >canonical.jsonl
        "$PROGRAM" export --db store.db >events.jsonl
    )
}
once a/one UTC C 022
once another/folder/two Asia/Kathmandu de_DE.UTF-8 077
diff -r a/one/site another/folder/two/site >diff.txt || { head diff.txt; fail "reports differ"; }
cmp a/one/canonical.jsonl another/folder/two/canonical.jsonl
cmp a/one/events.jsonl another/folder/two/events.jsonl
[ "$(find a/one/site -type f | wc -l)" -gt 50 ] || fail "too few files to mean anything"

# And again over the first: nothing is rewritten.
find a/one/site -type f -exec stat -c '%n %Y %i' {} + | sort >before.txt
sleep 1
(cd a/one && "$PROGRAM" report --db store.db --out site >/dev/null 2>&1)
find a/one/site -type f -exec stat -c '%n %Y %i' {} + | sort >after.txt
cmp before.txt after.txt || fail "unchanged pages were rewritten"
