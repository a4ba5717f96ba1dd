# On a terminal lines are broken between words at its width; in a pipe a line stays one.
command -v python3 >/dev/null || exit 77
trailbook import --quiet --profile ./doors.yaml doors-broken.csv 2>/dev/null
cat >terminal.py <<'END'
import fcntl, os, pty, re, struct, sys, termios, time
def show(n, *args):
    pid, fd = pty.fork()
    if pid == 0:
        time.sleep(0.2) # until the width is set
        os.environ["TERM"] = "xterm"
        os.execvp("trailbook", ["trailbook", *args])
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, n, 0, 0))
    got = b""
    while True:
        try:
            data = os.read(fd, 4096)
        except OSError:
            break
        if not data:
            break
        got += data
    os.waitpid(pid, 0)
    text = re.sub("\x1b[^mK]*[mK]", "", got.decode()).replace("\r", "")
    lines = text.split("\n")
    print(n, args[0], "fits" if all(len(l) <= n for l in lines) else max(lines, key=len))
    return text
for n in 80, 60:
    listed = show(n, "profile", "list")
    print(len(listed.split()) == len(os.popen("trailbook profile list").read().split()))
    print(show(n, "rejects", "list"))
    print(show(n, "show", "wholly-unknown-and-long", "--db", "doors.csv"))
END
python3 terminal.py </dev/null
trailbook profile list | wc -l
trailbook profile list --json | grep -c '"name"'
