# No line is wider than 80 columns, whatever a record holds: attributes without a blank, wide letters, a long message.
wide=$(printf '倉庫の管理人%.0s' 1 2 3 4 5 6 7)
cat >long.json <<J
{"id": "1", "when": "2026-01-05T08:00:00Z", "who": "anna", "what": "opened", "door": "D1",
 "text": "The door was held open for longer than the rules allow, and nobody came to close it.",
 "data": {"deep": {"list": [1, 2, 3], "url": "https://example.org/a/path/without/an/end/and/with/a/query?of=it&page=1"}},
 "long": "$(seq -s '' 1 60)", "wide": "$wide"}
J
sed '/^detect/d; s/csv/json/; $a message: text' doors.yaml >long.yaml
mkdir -p a-folder-whose-name-is-a-rather-long-one-too/that-goes-on
cp long.json a-folder-whose-name-is-a-rather-long-one-too/that-goes-on
trailbook profile explain --profile ./long.yaml a-folder-whose-name-is-a-rather-long-one-too/that-goes-on/long.json
