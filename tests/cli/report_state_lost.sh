# A report whose state, which lies beside it, was lost is not written over, also with --rebuild: pages of the
# old one would stand among the new.
trailbook import --quiet doors.csv --profile ./doors.yaml 2>times.err
trailbook report --quiet --out site
rm site.state
find site -type f -exec cksum {} + | sort >before
for more in "" "--since 2030-01-01 --rebuild"; do
    trailbook report --quiet --out site $more 2>&1 | sed "s,$PWD,PWD,g"
done
find site -type f -exec cksum {} + | sort | cmp - before && ls -d site*
# Files of others are no report: it is written among them, and they stay.
mkdir docs && echo mine >docs/mine.html
trailbook report --quiet --out docs 2>&1 | sed "s,$PWD,PWD,g"
trailbook report --quiet --out docs --rebuild
echo "exit $?"
cat docs/mine.html
ls -d docs*
