# A profile is tried on what one of its name read, and on the source of its name: it maps nothing of another's.
profile() { # name, its column of the action, how an action that is not there is called
    printf 'profile: %s\ntitle: %s\ndetect: {format: csv, has: [%s]}\nread: {format: csv}\n' "$1" "$1" "$2"
    printf 'time: {at: when, formats: [iso]}\naction: %s\n' "${3:-$2}"
}
profile pa op >pa.yaml
profile pb deed >pb.yaml
profile pa op '{first: [op, {const: unnamed}]}' >pa2.yaml
profile pb deed '{first: [deed, {const: none}]}' >pb2.yaml
printf 'when,op,who\n2026-01-01T00:00:00Z,open,ann\n2026-01-01T00:00:01Z,,bob\n' >a.csv
printf 'when,deed,item\n2026-01-01T00:00:00Z,shut,D1\n2026-01-01T00:00:01Z,,D2\n' >b.csv
told() { trailbook export "$@" | grep -o '"source":"[^"]*"\|"action":"[^"]*"' | paste -sd ' '; }
import() { trailbook import --quiet "$@" --profile ./pa.yaml --profile ./pb.yaml a.csv b.csv 2>/dev/null; }
import
trailbook rejects retry --json --dry-run --profile ./pa2.yaml
trailbook rejects retry --profile ./pa2.yaml
echo "exit $?"
told
trailbook rejects retry
echo "exit $?"
trailbook rejects retry --profile ./pb2.yaml
echo "exit $?"
told
echo Several, each for its own.
import --db two.db
trailbook rejects retry --db two.db --profile ./pa2.yaml --profile ./pb2.yaml
told --db two.db
echo No dump is to be told, so none needs a detect.
import --db plain.db
sed '/^detect/d' pb2.yaml >plain.yaml
trailbook rejects retry --db plain.db --profile ./pa2.yaml --profile ./plain.yaml
told --db plain.db
echo The source that bears the name of the profile.
trailbook import --quiet --db name.db --source pb --profile ./pa.yaml a.csv 2>/dev/null
profile pb op '{first: [op, {const: unnamed}]}' >named.yaml
trailbook rejects retry --db name.db --profile ./named.yaml
told --db name.db
echo Rules of one source that have changed hold up no other.
import --db rule.db
sed 's/iso/"%Y-%m-%dT%H:%M:%SZ"/' pa2.yaml >pa3.yaml
trailbook rejects retry --db rule.db --profile ./pa3.yaml --profile ./pb2.yaml
echo "exit $?"
told --db rule.db
trailbook import --quiet --db rule.db --remap --profile ./pa3.yaml a.csv
told --db rule.db
trailbook rejects list --db rule.db
