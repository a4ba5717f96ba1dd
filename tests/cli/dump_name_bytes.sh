# A dump's name may be any bytes: what Trailbook writes is UTF-8 all the same.
name=$(printf 'doors-\377\303\250\303.csv')
cp doors-broken.csv "$name"
trailbook import --quiet --profile ./doors.yaml "$name" 2>import.txt
trailbook export --format csv >events.csv
trailbook report --quiet --out site
trailbook rejects export --out rejects >/dev/null
for file in events.csv site/csv/*.csv rejects/rejects.csv; do
    iconv -f UTF-8 -t UTF-8 "$file" >/dev/null || echo "no UTF-8: $file"
    if grep -q doors- "$file"; then echo "$file: $(grep -o 'doors-[^,"]*' "$file" | sort -u)"; fi
done
