# A socket in a folder is passed over and counted.
command -v python3 >/dev/null || exit 77
mkdir dumps
cp doors.csv dumps
python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("dumps/socket")' || exit 77
trailbook import --profile ./doors.yaml dumps 2>/dev/null | tail -n 1
trailbook import --json --profile ./doors.yaml dumps 2>/dev/null | grep sockets
