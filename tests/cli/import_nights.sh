# Night after night: no store comes of an empty folder, and a dump that failed is told until it is gone.
night() {
    trailbook import --quiet --db trail.db --profile ./doors.yaml exports 2>&1
    echo "exit $?"
}
mkdir exports
night
ls | grep '[.]db' || echo no store
cp doors-february.csv exports
echo no dump >exports/notes.txt
night
night
rm exports/notes.txt
night
# A platform that stays silent is told night after night, whatever its empty files are called; what is in is not.
rm exports/*
for n in 1 2 3 4; do
    if [ $((n % 2)) = 1 ]; then : >exports/n$n.csv; else head -n 1 doors.csv >exports/n$n.csv; fi
    night
done
night
trailbook status --db trail.db | grep '^  imports'
