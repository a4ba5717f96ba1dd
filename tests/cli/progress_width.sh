# The progress line never wraps: it is shortened to the terminal's width, which may change meanwhile.
command -v python3 >/dev/null || exit 77
TERM=xterm python3 - <<'PY'
import os, re, threading, time
from terminal import Terminal
def start(fifo, columns, rounds, after=lambda i: None):
    """An import that shows progress for some time: its dump comes in rounds of 3,000 records."""
    def feed():
        with open(fifo, "w") as out:
            out.write("id,when,who,what,door,result\n")
            for i in range(rounds):
                for k in range(3000):
                    out.write("%d,2026-01-05T08:00:00Z,anna,opened,D1,ok\n" % (i * 3000 + k))
                out.flush()
                time.sleep(0.06)
                after(i)
    started = Terminal("trailbook", "import", "--db", "%d.db" % columns, "--profile", "./doors.yaml", fifo, columns=columns)
    threading.Thread(target=feed).start()
    return started
def lines(printed):
    return re.findall("\r([^\r\n]+?)\x1b\\[K", printed.decode())

fifo = "a-rather-long-name-of-a-dump-\u65e5\u672c\u8a9e.csv"
os.mkfifo(fifo)
wide = threading.Event()
def widen(i):
    if i == 20:
        wide.set()
        started.set_width(70)
started = start(fifo, 20, 40, widen)
narrow, broad = b"", b""
for data in started.chunks():
    if wide.is_set():
        broad += data
    else:
        narrow += data
started.finish()
def cells(l):
    return len(l) + sum(c >= "\u1000" for c in l)
for name, room, of in ("narrow", 19, lines(narrow)), ("broad", 69, lines(broad)):
    print(name, "seen" if of else "never seen", "fits" if all(cells(l) <= room for l in of) else max(of, key=cells))
for of in narrow, broad:
    print(re.sub("[0-9.,]+ (bytes|[kMG]B)", "N", re.sub("[0-9,]+ r", "N r", lines(of)[-1])))

# Where there is no room for a number there is none, rather than its first digits.
os.mkfifo("tiny.csv")
for n in 1, 2, 4:
    print(n, lines(start("tiny.csv", n, 8).finish()[0]))
PY
