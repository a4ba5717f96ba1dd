# Parts are stored together or not at all.
trailbook import --profile ./steps.yaml --parts steps-a.csv nothing.csv steps-b.csv
echo "exit $?" >&2
printf 'when,who,what,door,result\nbroken\n' >bad.csv
trailbook import --profile ./steps.yaml --parts steps-a.csv bad.csv
echo "exit $?" >&2
ls | grep '[.]db' || echo no store
