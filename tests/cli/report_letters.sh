# The characters that lead into a long index of items: each anchor stands once, and each sign can be seen.
printf 'profile: letters\ntitle: Letters\nread: {format: json}\ntime: {at: t, formats: [iso]}\naction: a\nitems:\n  - {role: target, type: lic, key: k}\n' >letters.yaml
key() { printf '{"t":"2026-01-01T00:00:00Z","a":"x","k":"%s"}\n' "$1"; }
# invisible, then visible, in the order of bytes and back: controls, blanks, joiners, accents, directions
{
    for c in '\u0001' ' ' '\u007f' '\u00a0' '\u0301' '\u200d' '\u202e' '\u2423' '\u2026' '\ufeff'; do
        key "${c}one"
        key "${c}two"
    done
    for c in 05c1 0670 0e31 0e49 0f71 102d 17b6 1dc0 abe3 093f 0bcd 0d4c; do key "\\u${c}1"; done # marks of twelve kinds
    for c in 0915 093d 0b83 0e01 1000; do key "\\u${c}1"; done # letters
    for c in a b c d e f g h i j k l m n o p q r s t u v w x y z; do key "${c}1"; done
    for n in $(seq 13 69); do key "\\u4e$n"; done # more than there is room for
} >letters.jsonl
trailbook import --quiet --profile ./letters.yaml letters.jsonl
trailbook report --quiet --out site
grep -o ' id="[^"]*"' site/items/lic.html | sort | uniq -d
grep -o '<a href="[^"]*#c-[^"]*">[^<]*<span>[0-9]*' site/items/lic.html | sed 's/<[^>]*>/ /g'
for id in $(grep -o '#c-[0-9a-z]*' site/items/lic.html); do
    grep -q "id=\"${id#?}\"" site/items/lic.html || echo "no place: $id"
done
