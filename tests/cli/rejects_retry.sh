# A corrected profile takes what the first one could not.
sed 's/^action: what/action: {path: what, match: "^(opened)$"}/' doors.yaml >narrow.yaml
trailbook import --quiet --profile ./narrow.yaml doors.csv 2>/dev/null
trailbook rejects list | head -n 3
trailbook rejects retry
trailbook rejects retry --dry-run --profile ./doors.yaml
trailbook rejects retry --profile ./doors.yaml
trailbook rejects retry --profile ./doors.yaml
trailbook rejects list
trailbook rejects list --all | head -n 3
trailbook export | grep -o '"number":[0-9]*' | sort
