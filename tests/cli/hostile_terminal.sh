# No control character of a dump reaches the terminal.
printf 'id,when,who,what,door,result\n1,2026-01-05T08:00:00Z,"an\033[31mna\302\233",opened,"D\r1\007",ok\n' >evil.csv
trailbook import --quiet --profile ./doors.yaml evil.csv
name=$(printf 'e\033]0;x\007.csv')
cp doors-broken.csv "$name"
trailbook import --profile ./doors.yaml "$name" >out 2>&1
trailbook status >>out
trailbook rejects list --verbose >>out
event=$(trailbook show "$(printf 'door:D\r1\007')" --json | sed -n 's/.*"event": "\(.*\)",/\1/p')
trailbook show "$event" >>out
trailbook show "$(printf 'door:D\r1\007')" >>out
LC_ALL=C grep -c "$(printf '[\001-\010\013-\037\177]')" out
grep actor out
