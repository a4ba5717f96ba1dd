# A reject of any format, inside any envelope and in any encoding, is read again from its bytes alone.
cat >doors.json <<'END'
{"count": 2, "results": [
  {"id": 1, "when": "2026-01-05T08:00:00Z", "who": "anna", "what": "opened", "door": "D1", "result": "ok"},
  {"id": 2, "when": "2026-01-05T08:05:00Z", "who": "ben", "what": "closed", "door": "D2", "result": "ok"}
]}
END
cat >doors.xml <<'END'
<?xml version="1.0" encoding="windows-1252"?>
<doors xmlns="urn:doors">
  <event id="3"><when>2026-01-06T08:00:00Z</when><who>anna</who><what>opened</what><door>D1</door></event>
  <event id="4"><when>2026-01-06T08:05:00Z</when><who>J@rgen</who><what>closed</what><door>D2</door></event>
</doors>
END
tr '@' '\366' <doors.xml >windows.xml
printf '\377\376' >wide.csv
printf 'id,when,who,what,door,result\n5,2026-01-07T08:00:00Z,anna,opened,D1,ok\n6,2026-01-07T08:00:00Z,J\303\266rgen,closed,D1,ok\n' |
    iconv -f UTF-8 -t UTF-16LE >>wide.csv || exit 77
body() { sed '/^detect/d; /^read/d; /^skip/d' doors.yaml; }
{ echo 'detect: {format: json, has: [id]}'; echo 'read: {format: json, record: results}'; body; } >json.yaml
{ echo 'detect: {format: xml, record: event}'; echo 'read: {format: xml, record: event}'
  body | sed 's/{id: id}/{id: "@id"}/'; } >xml.yaml
for kind in json xml doors; do
    sed 's/^action: what/action: {path: what, match: "^(opened)$"}/' $kind.yaml >narrow.yaml
    case $kind in json) dump=doors.json ;; xml) dump=windows.xml ;; *) dump=wide.csv ;; esac
    trailbook import --db $kind.db --quiet --profile ./narrow.yaml $dump
    trailbook rejects retry --db $kind.db --profile ./$kind.yaml
    sh as_fresh.sh $kind.db --profile ./$kind.yaml $dump
done
grep -c 'Jörgen' stored
