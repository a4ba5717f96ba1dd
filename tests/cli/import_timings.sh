# How long a phase took differs; that each of both threads' is told does not.
trailbook import --quiet --timings --profile ./doors.yaml doors.csv 2>table
sed 's/ *[0-9]*[.][0-9]* *[0-9]*[.][0-9]*$//' table
trailbook import --json --timings --db other.db --profile ./doors.yaml doors.csv >result
grep -c '"cpu_ns": [0-9]*$' result
sed -n 's/.*"phase": //p' result
