# With pseudonyms nothing that names who or what took part is in any file of a report, nor in an export.
command -v sqlite3 >/dev/null || exit 77
cat >all.yaml <<'END'
profile: all
title: All fields
read: {format: json}
identity: {id: id}
time: {at: when, formats: [iso]}
action: what
outcome: {of: how, denied: ["no"], default: success}
items:
  - {role: actor, type: person, key: who.key, label: who.name}
  - {role: target, type: thing, key: which}
changes:
  - {each: changes, field: f, old: o, new: n}
origin: {ip: ip, agent: agent, location: place, channel: channel}
request: request
message: message
reason: reason
catalog:
  opened: [Things, Thing opened, "{{person}} opened {{thing}}.{{#message}} {{message}}{{/message}}{{#denied}} {{reason}}{{/denied}}"]
  "add *": [Additions, "", ""]
END
# event ID TIME ACTION HOW MESSAGE
event() {
    printf '{"id":"canary-id-%s","when":"%s","what":"%s","how":"%s","message":"canary message %s","reason":"canary reason",' "$@"
    printf '"who":{"key":"canary-key","name":"Canary Name"},"which":"canary-thing","ip":"canary-ip","agent":"canary-agent",'
    printf '"place":"canary-place","channel":"canary-channel","request":"canary-request","canary-member":"canary-value",'
    printf '"changes":[{"f":"canary-field","o":"canary-old","n":"canary-new"}]}\n'
}
long=$(printf 'canary%.0s' $(seq 2000))
{
    event 1 2026-01-05T08:00:00Z opened yes a
    event 1 2026-01-05T08:00:00Z opened yes b
    event 2 2026-01-05T09:00:00Z opened no "$long"
    event 3 'canary time' 'canary action' no a
    event 4 2026-01-05T10:00:00Z 'add canary' no a
    echo '{"id":"canary-id-5","canary-member":"reject"}'
} >canary-dump.json
trailbook import --quiet --profile ./all.yaml canary-dump.json 2>/dev/null
trailbook key new --quiet --name example.org/doors a.key
trailbook review --quiet --since 2026-01-05 --until 2026-01-06 --verdict accepted --by 'Canary Reviewer' --findings canary --key a.key
trailbook hold --quiet --item person:canary-key --reason 'canary case' --by 'Canary Officer' --key a.key
trailbook hold --quiet --source all --category Things --reason 'canary case' --by 'Canary Officer' --key a.key
trailbook retention --quiet --source all --min 12m --reason 'canary law' --by 'Canary Officer' --key a.key
leaks() { grep -rliE 'canary|63616e617279' "$@"; }
trailbook report --quiet --out open
[ "$(leaks open | wc -l)" -gt 20 ] && echo "an open report has it in many files"
trailbook report --quiet --pseudonyms all --out site
leaks site site.state
trailbook report --quiet --pseudonyms all --single-file one.html
leaks one.html
for format in csv jsonl xml; do
    trailbook export --pseudonyms all --format $format >export.$format
    leaks export.$format
done
echo "-- the same key gives the same pseudonym, in another store of the same pepper too"
people() { sed -n 's/.*"type":"person","key":"\([a-z2-7]*\)".*/\1/p' "$@" | sort -u; }
people export.jsonl >one
wc -l <one
trailbook import --quiet --db two.db --profile ./all.yaml canary-dump.json 2>/dev/null
trailbook export --db two.db --pepper trailbook.db.pepper --pseudonyms all | people | cmp - one
trailbook export --db two.db --pepper trailbook.db.pepper --pseudonyms person,thing | people | cmp - one
trailbook export --db two.db --pseudonyms person | people | cmp -s - one || echo "and another with another pepper"
echo "-- of some types only"
trailbook report --quiet --pseudonyms person --out some
grep -rhoiE '[^<>"]*canary[^<>"]*' some --include=*.html | sort -u | grep -v 'canary-thing'
grep -ho 'for items of: <code>[^<]*</code>' some/index.html some/day/*.html | head -n 2
echo "-- what is wrong"
trailbook report --quiet --pseudonyms persn --out x
trailbook report --quiet --pseudonyms all --item person:canary-key --out x 2>&1 | sed 's/; .*trailbook/; trailbook/'
trailbook export --canonical --pseudonyms all
trailbook report --quiet --pseudonyms all --item "person:$(cat one)" --out few && leaks few
ls -l trailbook.db.pepper | cut -c1-10
sqlite3 two.db "PRAGMA user_version=4"
trailbook export --db two.db --pseudonyms all
[ $? = 1 ]
