# A published page that was changed by hand is mended, named, and makes the exit 3, also with --quiet.
trailbook import --quiet --profile ./doors.yaml doors.csv
trailbook report --quiet --out site
echo "first: $?" >&2
echo forged >>site/index.html
rm site/sources.html
trailbook report --quiet --out site
echo "changed: $?" >&2
grep -c forged site/index.html
touch -r site/index.html stamp
sed -i 's/<html/<HTML/' site/index.html
touch -r stamp site/index.html
trailbook report --quiet --out site
echo "same size and time: $?" >&2
trailbook report --quiet --check --out site
echo "by bytes: $?" >&2
touch site/index.html
trailbook report --quiet --out site
echo "touched: $?" >&2
for page in site/*.html site/*/*.html site/csv/*.csv; do echo forged >>"$page"; done
trailbook report --quiet --out site 2>&1 | sed 's/^site: [0-9]* files/site: N files/; s/and [0-9]* others/and N others/'
echo forged >>site/index.html
trailbook report --out site --json 2>/dev/null | grep -A3 '"repaired"'
