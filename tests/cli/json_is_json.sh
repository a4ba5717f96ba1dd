# What --json prints is JSON, whatever is in the names.
command -v python3 >/dev/null || exit 77
name=$(printf 'a"b\\c\nd.csv')
cp doors-broken.csv "$name"
trailbook import --quiet --json --profile ./doors.yaml "$name" doors.csv >import.json
trailbook status --json >status.json
trailbook rejects list --json >rejects.json
trailbook show door:D1 --json >item.json
trailbook profile list --json >profiles.json
trailbook profile show okta --json >profile.json
trailbook profile explain --profile ./doors.yaml "$name" --json >explain.json
for f in import status rejects item profiles profile explain; do
    python3 -c 'import json, sys; json.load(open(sys.argv[1]))' $f.json && echo "$f: good"
done
python3 -c 'import json; print(repr(json.load(open("rejects.json"))["rejects"][0]["dump"]))'
