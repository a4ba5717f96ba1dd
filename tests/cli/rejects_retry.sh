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
# Who reads the store or its report learns which profile that was.
trailbook report --quiet --out site
grep -o 'Rejects were read again with <code>[^<]*</code>' site/provenance.html
# The same record in a later dump is that dump's reject too, and says so.
sed -i '2s/opened/prised/' doors.csv
head -n 3 doors.csv >before.csv
head -n 5 doors.csv >after.csv
trailbook import --quiet --db two.db --profile ./narrow.yaml before.csv after.csv 2>/dev/null
trailbook rejects list --db two.db
