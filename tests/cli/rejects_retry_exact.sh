# A retry gives what a fresh import would: nothing that needs what stood around a reject, the rows of
# an export's parts counted together, and every event in the dump that it stood in.
body() { printf 'action: %s\nitems:\n  - {role: actor, type: user, key: %s}\n' "$1" "$2"; }
profile() { # name read time action actor
    printf 'profile: %s\ntitle: %s\ndetect: {format: %s, has: [what]}\nread: %s\ntime: {at: %s, formats: [iso]}\n' \
        "$1" "$1" "$2" "$3" "$4"
    body "$5" "$6"
}
LATER='{first: [what, {const: none}]}'
echo '{"items":[{"t":"2026-01-01T00:00:00Z","by":"bob","events":[{"what":"x","k":"K"},{"k":"K"}]}]}' >deep.json
echo '{"by":"bob","t":"2026-01-01T00:00:00Z","events":[{"what":"x","k":"K"},{"k":"K"}]}' >flat.json
profile deep json '{format: json, record: items.events}' ^.t what ^.by >deep.yaml
profile deep json '{format: json, record: items.events}' ^.t "$LATER" ^.by >deep2.yaml
profile flat json '{format: json, record: events}' ^.t what ^.by >flat.yaml
profile flat json '{format: json, record: events}' ^.t "$LATER" ^.by >flat2.yaml
profile inner json '{format: json, record: items.events}' t what k >inner.yaml
profile inner json '{format: json, record: items.events}' t "$LATER" k >inner2.yaml
for kind in deep flat inner; do
    dump=deep.json
    [ $kind = flat ] && dump=flat.json
    trailbook import --db $kind.db --quiet --profile ./$kind.yaml $dump 2>/dev/null
    trailbook rejects retry --db $kind.db --profile ./${kind}2.yaml
    echo "exit $?"
    trailbook import --db $kind.db --quiet --profile ./${kind}2.yaml $dump
    sh as_fresh.sh $kind.db --profile ./${kind}2.yaml $dump
done
# Rejects whose members stand in other orders, one after another.
mixed() { # how a member is written, what is between two, around all
    awk -v member="$1" -v between="$2" -v all="$3" 'BEGIN {
        split("t by what to n", name)
        for (i = 0; i <= 120; i++) {
            value["t"] = sprintf("2026-01-01T00:%02d:%02dZ", i / 60, i % 60)
            value["by"] = "user" i % 7; value["what"] = "act" i; value["to"] = "to" i; value["n"] = "n" i
            text = ""
            for (k = 0; k < 5; k++) {
                one = name[(i % 2 ? k * (i % 3 + 2) : i + 5 - k) % 5 + 1]
                as = i == 0 && one == "what" ? "zz" : one
                text = text (k ? between : "") sprintf(member, as, value[one], as)
            }
            printf all "\n", text
        }
    }'
}
mixed '"%s":"%s"' , '{%s}' >mixed.json
{
    echo '<r>'
    mixed '<%s>%s</%s>' '' '<e>%s</e>'
    echo '</r>'
} >mixed.xml
for kind in json xml; do
    dump=mixed.$kind
    read="{format: $kind}"
    [ $kind = xml ] && read='{format: xml, record: e}'
    profile mixed-$kind $kind "$read" t zz by | sed 's/^detect.*/message: to/' >mixed.yaml
    profile mixed-$kind $kind "$read" t '{first: [zz, what]}' by | sed 's/^detect.*/message: to/' >mixed2.yaml
    trailbook import --db mixed-$kind.db --quiet --profile ./mixed.yaml $dump 2>/dev/null
    trailbook rejects retry --db mixed-$kind.db --profile ./mixed2.yaml
    sh as_fresh.sh mixed-$kind.db --profile ./mixed2.yaml $dump
done
printf 'what,t,by\nx,2026-01-01T00:00:00Z,bob\n,2026-01-01T00:00:01Z,bob\n' >q1.csv
printf 'what,t,by\n,2026-01-01T00:00:01Z,bob\nx,2026-01-01T00:00:02Z,bob\n' >q2.csv
profile rows csv '{format: csv}' t what by >rows.yaml
profile rows csv '{format: csv}' t "$LATER" by >rows2.yaml
sed -i 's/^detect.*/detect: {format: csv, header: [what, t, by]}/' rows.yaml rows2.yaml
trailbook import --db rows.db --quiet --profile ./rows.yaml --parts q1.csv q2.csv 2>/dev/null
trailbook rejects retry --db rows.db --profile ./rows2.yaml
echo "exit $?"
sh as_fresh.sh rows.db --profile ./rows2.yaml --parts q1.csv q2.csv
# With --remap, events of records that were no rejects stay.
trailbook import --db kept.db --quiet --profile ./rows.yaml q1.csv 2>/dev/null
trailbook rejects retry --db kept.db --remap --profile ./rows2.yaml
trailbook export --db kept.db | grep -c .
# An event that a window's dump had as a reject is absent from it no more.
trailbook import --db window.db --quiet --profile ./rows2.yaml q1.csv
trailbook import --db window.db --quiet --profile ./rows.yaml --remap --window 2026-01-01/2026-01-02 q2.csv 2>/dev/null
trailbook status --db window.db | grep absent
trailbook rejects retry --db window.db --profile ./rows2.yaml
trailbook status --db window.db | grep absent
trailbook status --db rows.db | sed -n '/^  /p'
# Where no export is one of parts, the second dump repeats what the first one tells.
trailbook import --db two.db --quiet --profile ./rows.yaml q1.csv q2.csv 2>/dev/null
trailbook rejects retry --db two.db --profile ./rows2.yaml
sh as_fresh.sh two.db --profile ./rows2.yaml q1.csv q2.csv
trailbook export --db rows.db | sed 's/.*"record":.*"dump":\("[^"]*"\).*"dump_sha256":"\([^"]*\)","number":\([0-9]*\).*/\1 \2 \3/' | sort
sha256sum q1.csv q2.csv
