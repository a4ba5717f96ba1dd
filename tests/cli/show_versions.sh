# An event that came in several versions: show tells what each says differently.
sed 's/anna/annabel/; s/,ok/,ok but late/' doors.csv >late.csv
trailbook import --quiet --profile ./doors.yaml doors.csv late.csv
event=$(trailbook show --json person:annabel | sed -n 's/.*"event": "\(.*\)".*/\1/p' | head -n 1)
trailbook show "${event:-none}" | sed -n '/note/,$p'
first=$(trailbook show --json person:anna | sed -n 's/.*"event": "\(.*\)".*/\1/p' | head -n 1)
trailbook show "$first" | sed -n '/note/,$p'
trailbook show --json "$first" | sed -n '/"versions"/,$p'
other=$(trailbook show --json "$first" | sed -n '/"versions"/,$s/.*"event": "\(.*\)".*/\1/p')
trailbook show "$other" | sed -n '/note/,$p'
# What counts an event once says that there is more of it.
trailbook show "person:annabel" | grep versions
trailbook status | grep '  events'
trailbook export | grep -c superseded
