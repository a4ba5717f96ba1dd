# A device in a folder is passed over and counted; only root can make one.
mkdir dumps
cp doors.csv dumps
mknod dumps/null c 1 3 2>/dev/null && mknod dumps/zero c 1 5 || exit 77
trailbook import --profile ./doors.yaml dumps 2>/dev/null | tail -n 1
trailbook import --json --profile ./doors.yaml dumps 2>/dev/null | grep devices
