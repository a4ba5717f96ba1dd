# Failures that a run can be given from outside: each has its message and its code.
(ulimit -s 200000000000) 2>/dev/null || exit 77
trailbook import --quiet --profile ./doors.yaml doors.csv
trailbook report --quiet --out site
trailbook import --profile ./doors.yaml - <&-
# What a report remembers of its pages cannot be read.
mv site.state kept
mkdir site.state
trailbook report --quiet --out site 2>&1 | sed 's|/.*/||'
rmdir site.state
mv kept site.state
trailbook report --quiet --out site
# No room for a thread's stack.
(ulimit -s 200000000000 && exec trailbook import --profile ./doors.yaml doors-late.csv) 2>&1 | sed 's/thread: .*;/thread: ERROR;/'
trailbook import --quiet --profile ./doors.yaml doors-late.csv
