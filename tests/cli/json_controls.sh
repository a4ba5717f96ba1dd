# DEL and C1 controls, which terminals obey, stand in JSON as escapes and keep their value.
{ cat doors.csv; printf '93,2026-01-08T08:00:00Z,a\302\233b\177c\302\240\303\237,opened,D1,ok\n'; } >controls.csv
trailbook import --quiet --profile ./doors.yaml controls.csv
trailbook export | grep -o '"key":"a[^"]*"'
trailbook export | LC_ALL=C grep -c "$(printf '\302\233')"
true
