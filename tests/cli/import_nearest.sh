# In a folder a profile is found by its signature: of a dump that misses it the message tells by what.
mkdir dumps
cp doors.csv dumps/a.csv
sed '1s/,result/,outcome,floor/; 2,$s/$/,1/' doors.csv >dumps/b.csv
echo '[{"a": 1}]' >dumps/c.json
trailbook import --quiet --profile ./doors.yaml dumps
# Where none was given, the nearest that ships is named, if much of what it needs is there; of many columns some.
cat >trail.csv <<'C'
ID,Occurred,Category,Description,User
1,2026-01-15 9:32:14 AM,General.Products,Created product Demo,admin
C
trailbook import trail.csv
trailbook import --profile ./doors.yaml --profile ./doors-users.yaml trail.csv
{ printf 'id,when,what,gate'; seq -s, -f column%g 1 60 | sed 's/^/,/'
  printf '1,2026-01-05T08:00:00Z,opened,G1\n'; } >wide.csv
trailbook import --profile ./doors.yaml wide.csv
trailbook import wide.csv
