# A value that is empty in one dump and missing from another makes the same event, whichever came
# first, and after --remap too, be it in one dump in both forms or with the same bytes.
profile() {
    printf '%s\n' 'profile: seats' 'title: Seats' 'detect: {format: json, has: [t, did]}' 'read: {format: json}' \
        'time: {at: t, formats: [epoch-s]}' "$1" 'action: did' 'message: note' "$2"
}
changes='changes: [{field: {const: seats}, old: was, new: is}, {field: {const: user}, new: to, when: {was: ""}}]'
half() { # in which form, for which part of the events
    awk -v first="$1" 'BEGIN {
        f[0] = ""; f[1] = ",\"was\":\"\",\"note\":{\"a\":\"\"}"; f[2] = ",\"was\":null,\"note\":[]"
        for (i = 0; i < 9000; i++)
            printf "{\"id\":%d,\"t\":%d,\"did\":\"set\"%s,\"is\":%d,\"to\":\"u%d\"}\n", i / 3, 1767225600 + int(i / 3), f[(i + first) % 3], i / 3 % 7, i / 3 % 5
    }'
}
half 0 >a.jsonl
half 1 >b.jsonl
events() { trailbook export --db "$1" --format jsonl | sed 's/"record":.*//'; }
for identity in '' 'identity: {id: id}' 'identity: {fields: [id, t]}'; do
    profile "$identity" '' >plain.yaml
    profile "$identity" "$changes" >better.yaml
    rm -f ./*.db
    trailbook import --db ab.db --profile ./better.yaml a.jsonl b.jsonl
    trailbook import --quiet --db ba.db --profile ./better.yaml b.jsonl a.jsonl
    trailbook import --quiet --db remap.db --profile ./plain.yaml b.jsonl a.jsonl
    trailbook import --quiet --db remap.db --profile ./better.yaml --remap a.jsonl
    events ab.db >ab
    head -n 1 ab
    events ba.db | cmp - ab && events remap.db | cmp - ab && echo equal
done
