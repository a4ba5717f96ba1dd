# One own profile over a folder reads what it recognises and leaves the rest to those that ship; the bytes of
# one dump do not come to count twice under a second source by accident.
mkdir dumps
cp doors.csv dumps/a.csv
printf '%s\n' '{"eventType":"user.session.start","published":"2026-03-02T00:00:00.000Z","uuid":"u1","actor":{"id":"1","type":"User"},"outcome":{"result":"SUCCESS"},"severity":"INFO","displayMessage":"in","target":null}' >dumps/b.json
trailbook import --quiet --profile ./doors.yaml dumps/a.csv
trailbook import dumps
sed 's/^profile: .*/profile: gates/' doors.yaml >gates.yaml
for quiet in --no-color --quiet; do
    trailbook import $quiet --profile ./gates.yaml dumps
    echo "exit $?"
done
trailbook import --quiet --profile ./gates.yaml dumps/a.csv
echo "exit $?"
trailbook import --quiet --profile ./gates.yaml - <dumps/a.csv
echo "exit $?"
trailbook import --quiet --parts --profile ./gates.yaml dumps/a.csv
echo "exit $?"
# Where no profile is named the dump is in already, by whichever it came in.
trailbook profile show okta | sed 's/^profile: .*/profile: mine/' >mine.yaml
trailbook import --quiet --db mine.db --profile ./mine.yaml dumps/b.json
trailbook import --db mine.db dumps/b.json
# As the message says: by the other profile in the same source, or for both.
trailbook import --source doors --remap --profile ./gates.yaml dumps/a.csv | head -n 3
trailbook import --source gates --profile ./gates.yaml dumps/a.csv | head -n 3
trailbook import --profile ./gates.yaml dumps/a.csv
# Bytes that are in as two sources.
sed 's/^profile: .*/profile: hatches/' doors.yaml >hatches.yaml
trailbook import --quiet --profile ./hatches.yaml - <dumps/a.csv
echo "exit $?"
