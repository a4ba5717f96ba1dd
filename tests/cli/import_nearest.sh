# In a folder a profile is found by its signature: of a dump that misses it the message tells by what.
mkdir dumps
cp doors.csv dumps/a.csv
sed '1s/,result/,outcome,floor/; 2,$s/$/,1/' doors.csv >dumps/b.csv
echo '[{"a": 1}]' >dumps/c.json
trailbook import --quiet --profile ./doors.yaml dumps
