# A source's name is a text like others: it goes out with each event.
trailbook import --profile ./doors.yaml --source "$(printf 'B\374ro')" doors.csv
