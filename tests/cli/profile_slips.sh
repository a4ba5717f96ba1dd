# What a profile's author slips on: an outcome listed twice, a condition without a value or with a word
# mistyped, a list that is not closed, a name in place of a file.
head='profile: p\ntitle: T\nread: {format: csv}\ntime: {at: t, formats: [iso]}\naction: a\n'
printf "${head}outcome: {of: result, failure: [error], denied: [error], success: [\"*\"]}\n" >outcome.yaml
printf "${head}skip: {what: }\n" >skip.yaml
printf "${head}skip: {what: presnt, how: absen, kind: agent, as: 'absnet'}\n" >when.yaml
printf "${head}catalog:\n  opened: [Doors]\n" >catalog.yaml
printf "profile: p\ntitle: T\nread: {format: csv, delimiter: semicolon}\ntime: {at: t, formats: [iso]}\naction: a\n" >delimiter.yaml
printf 'profile: [\n' >open.yaml
trailbook profile check outcome.yaml skip.yaml when.yaml catalog.yaml delimiter.yaml open.yaml
echo "exit $?" >&2
trailbook profile check okta
trailbook profile check okto
echo "exit $?" >&2
trailbook profile show okta >okta
echo 'titel: x' >>okta
trailbook profile check okta
echo "exit $?" >&2
