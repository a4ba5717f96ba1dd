# An action that no event has is an error with a suggestion, not an empty report.
trailbook import --quiet --profile ./doors.yaml doors.csv
trailbook export --action opned
trailbook report --action nothing-like-it --out site; echo "exit $?"
test -e site && echo "a report was made"
trailbook export --action opened | grep -c '"opened"'
# A label, as the report shows it, stands for the action that alone has it.
trailbook export --action 'Door opened' | grep -c '"opened"'
trailbook report --action 'Door opened' --out labelled >written.txt && grep -o 'action opened' labelled/provenance.html
sed 's/Door closed/Door opened/' doors.yaml >same.yaml
trailbook import --quiet --db same.db --profile ./same.yaml doors.csv 2>same.err
trailbook export --db same.db --action 'Door opened'
