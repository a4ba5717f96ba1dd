# Every verb's help starts with examples, and fits 80 columns.
for verb in import report export show status "rejects list" "rejects export" "rejects retry" \
    "profile list" "profile show" "profile check" "profile explain" "theme export" "key new" "key rotate" seal review hold retention prune snapshot prove; do
    trailbook $verb --help >out || echo "$verb: exit $?"
    [ "$(head -n 1 out)" = Examples: ] || echo "$verb: starts otherwise"
    grep -q "^  trailbook $verb" out || echo "$verb: no example of its own"
    awk -v v="$verb" 'length > 80 { print v ": over 80 columns: " $0 }' out
done
trailbook --help | awk 'length > 80'
trailbook help-is-not-a-verb --help
