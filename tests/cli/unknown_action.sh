# An action that no event has is an error with a suggestion, not an empty report.
trailbook import --quiet --profile ./doors.yaml doors.csv
trailbook export --action opned
trailbook report --action nothing-like-it --out site; echo "exit $?"
test -e site && echo "a report was made"
trailbook export --action opened | grep -c '"opened"'
