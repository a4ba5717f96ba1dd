# The progress line never wraps: it is shortened to the terminal's width, which may change meanwhile.
command -v python3 >/dev/null || exit 77
cat >terminal.py <<'END'
import fcntl, os, pty, re, struct, sys, termios, threading, time
fifo = "a-rather-long-name-of-a-dump-\u65e5\u672c\u8a9e.csv"
os.mkfifo(fifo)
pid, fd = pty.fork()
if pid == 0:
    time.sleep(0.2) # until the width is set
    os.environ["TERM"] = "xterm"
    os.execvp("trailbook", ["trailbook", "import", "--profile", "./doors.yaml", fifo])
def width(n):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, n, 0, 0))
width(20)
wide = threading.Event()
def feed():
    with open(fifo, "w") as out:
        out.write("id,when,who,what,door,result\n")
        for i in range(40):
            for k in range(3000):
                out.write("%d,2026-01-05T08:00:00Z,anna,opened,D1,ok\n" % (i * 3000 + k))
            out.flush()
            time.sleep(0.06)
            if i == 20:
                wide.set()
                width(70)
threading.Thread(target=feed).start()
narrow, broad = [], []
got = b""
while True:
    try:
        data = os.read(fd, 4096)
    except OSError:
        break
    if not data:
        break
    (broad if wide.is_set() else narrow).append(data)
os.waitpid(pid, 0)
def lines(data):
    return [l for l in re.findall("\r([^\r\n]+?)\x1b\\[K", b"".join(data).decode())]
def columns(l):
    return len(l) + sum(c >= "\u1000" for c in l)
for name, room, of in ("narrow", 19, lines(narrow)), ("broad", 69, lines(broad)):
    print(name, "seen" if of else "never seen", "fits" if all(columns(l) <= room for l in of) else max(of, key=columns))
for of in narrow, broad:
    print(re.sub("[0-9.,]+ (bytes|[kMG]B)", "N", re.sub("[0-9,]+ r", "N r", lines(of)[-1])))
END
python3 terminal.py </dev/null
# Where there is no room for a number there is none, rather than its first digits.
cat >tiny.py <<'END'
import fcntl, os, pty, re, struct, sys, termios, threading, time
os.mkfifo("tiny.csv")
for n in 1, 2, 4:
    pid, fd = pty.fork()
    if pid == 0:
        time.sleep(0.2)
        os.environ["TERM"] = "xterm"
        os.execvp("trailbook", ["trailbook", "import", "--db", "%d.db" % n, "--profile",
                                "./doors.yaml", "tiny.csv"])
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, n, 0, 0))
    def feed():
        with open("tiny.csv", "w") as out:
            out.write("id,when,who,what,door,result\n")
            for i in range(8):
                for k in range(3000):
                    out.write("%d,2026-01-05T08:00:00Z,anna,opened,D1,ok\n" % (i * 3000 + k))
                out.flush()
                time.sleep(0.06)
    threading.Thread(target=feed).start()
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
    print(n, re.findall("\r([^\r\n]+?)\x1b\\[K", got.decode()))
END
python3 tiny.py </dev/null
