# A bag that verifies: in words, as JSON, in silence, with all digests, and as a tar.
. ./bag.sh
make_bag snap
trailbook verify snap
trailbook verify snap/ --json
trailbook verify --quiet snap
trailbook verify --all snap
echo x >snap/notes.txt
trailbook verify --all snap | grep beside
tar --format=ustar -cf snap.tar snap
trailbook verify snap.tar
trailbook verify . 2>&1
echo "exit $?"
trailbook verify bag.sh
echo "exit $?"
trailbook verify missing
echo "exit $?"
