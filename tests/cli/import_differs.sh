# Duplicates that another profile maps differently are told until a --remap puts them right.
sed -n 1,3p doors.csv >a.csv
sed 's/^action: what/action: what\nrequest: door/; s/^profile: doors$/profile: doors2/' doors.yaml >doors2.yaml
told() { trailbook status | grep differ; trailbook status --json | grep differing
    trailbook report --quiet --out "$1" && grep -o '[^>]*</a>[^<]*import --remap[^<.]*' "$1/index.html"
    grep -o 'Every event is mapped as[^<]*' "$1/completeness.html"; }
trailbook import --quiet --source doors --profile ./doors.yaml a.csv
told one
trailbook import --quiet --source doors --profile ./doors2.yaml doors.csv; echo "exit $?"
told two
grep -o '[^>]* differently</span>' two/completeness.html
trailbook export | grep -c '"flags":"differs"'
trailbook import --quiet --source doors --profile ./doors2.yaml --remap a.csv
told three
# A profile that maps them as they are stored puts them right as well.
trailbook import --quiet --source doors --profile ./doors.yaml doors.csv
told four
trailbook import --quiet --source doors --profile ./doors2.yaml doors.csv
trailbook import --quiet --source doors --profile ./doors2.yaml --remap doors.csv
told five
