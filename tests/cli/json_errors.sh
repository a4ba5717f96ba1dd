# With --json what failed stands on stdout too, as one object with its code and exit status.
try() { trailbook "$@"; echo "exit $?"; }
try status --json
try status --jsn --json
trailbook import --quiet --profile ./doors.yaml doors.csv
try show door:D7 --json
try report --out site --item doors:D1 --json
echo "profile: doors" >broken.yaml
try import --json --profile ./broken.yaml doors-late.csv
try profile check --json ./doors.yaml ./broken.yaml
try profile test --json ./doors.yaml nothing
command -v python3 >/dev/null || exit 77
{ trailbook import --json --profile ./broken.yaml doors.csv
  trailbook report --json --out site --item door:D9; } 2>/dev/null | python3 -c '
import json, sys
text, decoder = sys.stdin.read(), json.JSONDecoder()
while text.strip():
    value, end = decoder.raw_decode(text.lstrip())
    text = text.lstrip()[end:]
    print(value["error"]["code"], value["error"]["exit"])'
# One path for all: also without a verb, and where a dump cannot be explained.
try --json
try --json --quite
try profile explain --json doors.csv
try profile explain --json --profile ./doors.yaml nosuch.csv
try profile explain --json --profile ./doors.yaml --record 99 doors.csv
