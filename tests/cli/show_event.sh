trailbook import --quiet --profile ./doors.yaml doors.csv
trailbook show v4ywyrdhsbn5ffhz
trailbook show v4ywyrdhsb --json
