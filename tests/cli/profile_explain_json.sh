# What profile explain tells of a record, for a program: one object, with or without success.
trailbook profile explain --json --profile ./doors.yaml --record 4 doors.csv
trailbook profile explain --json --profile ./doors.yaml --record 3 doors.csv | grep result
printf 'id,when,who,what,door,result\n7,soon,anna,,D1,"perhaps"\n8,soon,anna,opened,D1,"perhaps"\n' >odd.csv
trailbook profile explain --json --profile ./doors.yaml odd.csv
trailbook profile explain --json --profile ./doors.yaml --record 2 odd.csv | grep -A 5 -e '"time"' -e '"outcome"'
