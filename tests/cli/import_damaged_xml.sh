# No byte of a damaged XML dump is lost: a record without its start tag, junk between records and an end tag
# too many are each one reject at its place, byte for byte; all other records are stored.
cat >notes.yaml <<'END'
profile: notes
title: Notes
detect: {format: xml, record: event, has: [id]}
read: {format: xml, record: event}
identity: {id: id}
time: {at: id, formats: [iso]}
action: text
END
{
    echo '<?xml version="1.0"?>'
    echo '<events>'
    echo '  <event><id>2026-01-01</id><text>good</text></event>'
    echo '  <id>2026-01-02</id><text>its start tag is gone</text></event>'
    echo '  <event><id>2026-01-03</id><text>good</text></event>'
    echo '  event><id>2026-01-04</id><text>its mark is gone</text></event>'
    printf '  <e\0vent><id>2026-01-05</id><text>spoiled</text></event>\n'
    echo '  <event><id>2026-01-06</id><text>good</text></event>'
    echo '  <evnt><id>2026-01-07</id><text>misspelt</text></event>'
    echo '  <event><id>2026-01-08</id><text>an end tag</event> too many</text></event>'
    echo '  <event><id>2026-01-09</id><text>good</text></event>'
    printf 'some text < \377\0\n'
    echo '  <event><id>2026-01-10</id><text>good</text></event>'
    echo '</events>'
} >notes.xml
trailbook import --profile ./notes.yaml notes.xml
echo "exit $?"
trailbook rejects list
trailbook rejects export | od -An -c -w24
# Mended, the records are stored beside the others.
sed 's/^  event>/  <event>/' notes.xml >mended.xml
trailbook import --quiet --profile ./notes.yaml mended.xml
trailbook status --json | grep '"stored"'
