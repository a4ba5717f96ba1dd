# A profile that an editor wrote with a byte order mark, comments in front, is read like any other.
{ printf '\357\273\277# Doors of the south wing\n\n# kept by hand\n'; cat doors.yaml; } >marked.yaml
trailbook profile check marked.yaml
trailbook import --profile ./marked.yaml doors.csv | head -n 3
# Columns count from 1.
sed 's/^action: .*/action: "#0"/' doors.yaml >zero.yaml
trailbook profile check zero.yaml
