#!/bin/sh
# usage: exports.sh SOURCE    what a file exports another one uses, and what a header declares is somewhere
set -u
cd "$1" || exit 1
ctags --version 2>/dev/null | grep -q Universal || { echo "skipped: universal-ctags is missing"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# NAME FILE function|prototype FILE-ONLY of all functions and declarations.
ctags -x --languages=C --langmap=C:.c.h --c-kinds=fp --fields=+f --_xformat='%N %F %K %{file}' \
    core/*.[ch] importer/*.[ch] renderer/*.[ch] archive/*.[ch] cli/*.[ch] >"$work/tags"
[ "$(grep -c ' function ' "$work/tags")" -gt 500 ] || { echo "ctags finds hardly a function" >&2; exit 1; }

# In a header a word is a use from its second time on: the first one declares it.
awk '
FILENAME == ARGV[1] {
    if ($3 == "function" && ($4 == "-" || $4 == "") && $2 ~ /[.]c$/ && $1 != "main") made[$1] = $2
    if ($3 == "function") there[$1] = 1
    if ($3 == "prototype" && $2 ~ /[.]h$/) told[$1] = $2
    next
}
FNR == 1 { comment = 0; header = FILENAME ~ /[.]h$/; split("", seen) }
{
    if (comment && !sub(/^.*\*\//, "")) next
    comment = 0
    while ((from = index($0, "/*")) > 0 && !comment) {
        to = index(substr($0, from + 2), "*/")
        comment = to == 0
        $0 = substr($0, 1, from - 1) (to ? " " substr($0, from + to + 3) : "")
    }
    n = split($0, word, /[^A-Za-z0-9_]+/)
    for (i = 1; i <= n; i++) {
        if (FILENAME ~ /[.]cmake$/) there[word[i]] = 1
        else if (word[i] in made && made[word[i]] == FILENAME && /^static/)
            used[word[i]] = 1 # ctags does not always see that it is
        else if (word[i] in made && made[word[i]] != FILENAME && (!header || seen[word[i]]++))
            used[word[i]] = 1
    }
}
END {
    for (name in made)
        if (!(name in used)) { print made[name] ": " name "() is used nowhere else: make it static"; bad = 1 }
    for (name in told)
        if (!(name in there)) { print told[name] ": " name "() is declared and is nowhere"; bad = 1 }
    exit bad
}' "$work/tags" core/*.[ch] importer/*.[ch] renderer/*.[ch] archive/*.[ch] cli/*.[ch] tests/*.[ch] tests/*/*.[ch] \
    */*/*.cmake >&2
