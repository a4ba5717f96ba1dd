# Colour and progress on a terminal only; NO_COLOR, --no-color and TERM=dumb are heard.
command -v python3 >/dev/null || exit 77
cat >terminal.py <<'END'
import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
got = b""
while True:
    try:
        data = os.read(fd, 4096)
    except OSError:
        break
    if not data:
        break
    got += data
print("colour" if b"\x1b[" in got else "plain", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
END
try() { env "$@" </dev/null; }
try TERM=xterm python3 terminal.py trailbook import --profile ./doors.yaml doors.csv
try TERM=xterm NO_COLOR=1 python3 terminal.py trailbook import --profile ./doors.yaml doors.csv
try TERM=dumb python3 terminal.py trailbook import --profile ./doors.yaml doors.csv
try python3 terminal.py trailbook import --profile ./doors.yaml doors.csv
try TERM=xterm python3 terminal.py trailbook --no-color import --profile ./doors.yaml doors.csv
try TERM=xterm trailbook import --profile ./doors.yaml doors.csv
