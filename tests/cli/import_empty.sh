# An empty dump is no error: without a profile there is nothing to say; with one it is evidence.
trailbook import empty.csv
printf '[]\n' >empty.json
printf '\357\273\277\n' >mark.csv
trailbook import empty.json mark.csv
ls | grep '[.]db' || echo no store
sed 's/^profile: doors/profile: others/; s/door, result/gate, result/' doors.yaml >others.yaml
trailbook import --profile ./doors.yaml --profile ./others.yaml empty.csv
trailbook import --quiet empty.csv
ls | grep '[.]db' || echo no store
trailbook import --profile ./doors.yaml empty.csv
trailbook import --profile ./doors.yaml empty.csv
head -n 1 doors.csv >header.csv
trailbook import --profile ./doors.yaml header.csv
