# The zone that was assumed is named, wherever times that were read in it are told.
sed 's/^time: .*/time: {at: when, formats: [iso], zone: Europe\/Berlin, zone-is: assumed}/' doors.yaml >berlin.yaml
tr -d Z <doors.csv >local.csv
trailbook import --dry-run --profile ./berlin.yaml local.csv | grep zone
trailbook import --profile ./berlin.yaml local.csv | grep zone
trailbook import --json --dry-run --db other.db --profile ./berlin.yaml local.csv | grep -o '"zone": *"[^"]*"'
trailbook status | grep zone
trailbook status --json | grep -o '"zones": *"[^"]*"'
trailbook show --json person:anna | grep -o '"zone": *"[^"]*"' | sort -u
trailbook report --quiet --out site
grep -o 'Times without a zone were read as [^<]*' site/provenance.html
# Without a statement it is UTC, and a later reading of the same dump is what is told.
trailbook import --remap --profile ./doors.yaml local.csv | grep zone
trailbook status | grep zone
