# Behind damage a line counts as a record if its time can be read too; that it could not is its reason.
head -n 1 doors.csv >broken.csv
cat >>broken.csv <<'END'
1,"2026-01-05T08:00:00Z"x,anna,opened,D1,ok
2,nonsense,anna,opened,D1,ok
3,2026-01-05T08:00:00Z
4,2026-01-05T08:01:00Z,anna,opened,D1,ok
END
trailbook import --profile ./doors.yaml broken.csv | head -n 3
