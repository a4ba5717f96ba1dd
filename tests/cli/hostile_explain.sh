# What profile explain, report and theme export tell of a dump or a name has no control character in it.
{ echo id,when,who,what,door,result
  printf '1,2026-01-05T08:00:00Z,"an\033]0;owned\007na\302\233\342\200\256\330\234","op\r\b\033[2Jened","D\n1","o\177k\342\200\217"\n'
  printf '2,2026-01-05T08:00:00Z,"anna\377",opened,D1,ok\n'; } >evil.csv
name=$(printf 'e\033]0;x\007.csv')
cp evil.csv "$name"
trailbook profile explain --profile ./doors.yaml "$name" | tee out
trailbook profile explain --profile ./doors.yaml --record 2 "$name" >>out 2>&1
trailbook import --quiet --profile ./doors.yaml doors.csv
trailbook report --out "$(printf 'r\033[2J')" | tee -a out | head -n 1
trailbook report --single-file "$(printf 'f\033[2J')" | tee -a out | head -n 1
trailbook theme export "$(printf 't\033[2J')" >>out
cp doors.yaml "$(printf './p\033[2J.yaml')"
trailbook profile check "$(printf './p\033[2J.yaml')" | tee -a out
trailbook profile test "$(printf './p\033[2J.yaml')" >>out
LC_ALL=C grep -c "$(printf '[\001-\010\013-\037\177\302\233]')" out
