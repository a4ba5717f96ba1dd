# Options may stand anywhere, with '=' or a blank; "--" ends them.
trailbook --db here.db import doors.csv --profile ./doors.yaml --quiet
trailbook import --profile=./doors.yaml -- doors.csv --db
ls | grep '[.]db' || echo no store
