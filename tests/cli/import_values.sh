# A record of more values than anyone logs is refused, not built.
sed 's/format: csv, header: .*]/format: json, has: [id]/; s/^read: .*/read: {format: json}/; s/^detect.*/detect: {format: json, has: [id]}/' doors.yaml >json.yaml
{ printf '{"id":1,"when":"2026-01-05T08:00:00Z","what":"opened"}\n{"id":2,"x":['
  awk 'BEGIN { for (i = 0; i < 1000001; i++) printf "0,"; print "0]}" }'; } >many.json
trailbook import --profile ./json.yaml many.json | grep records
