# What the tests of windows over several dumps share: read by ". ./windows.sh".

# A log of doors with ids; $1: how its times are written.
door() {
    cat >door.yaml <<END
profile: door
title: Door log
detect: {format: csv, header: [id, when, what]}
read: {format: csv}
identity: {id: id}
time: {at: when, formats: [$1]}
action: what
END
}

import() { trailbook import --quiet --profile ./door.yaml "$@"; }

# What status and a report say of windows, and of what is absent: id, source id, time, dump and window.
told_absent() {
    trailbook status | grep '^  absent\|^  time\|^  windows\|^  imports'
    trailbook report --quiet --out site
    awk -F, 'NR > 1 {print $1, $7, $2, $(NF - 2), $(NF - 1), $NF}' site/csv/absent.csv | tr -d '\r' | grep . || echo nothing absent
}
