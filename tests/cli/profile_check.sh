sed 's/^items:/itms:/' doors.yaml >wrong.yaml
trailbook profile check doors.yaml wrong.yaml nothing.yaml
