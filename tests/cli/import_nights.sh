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
