#!/usr/bin/env python3
"""Files, folders, pipes and devices that are no plain dump, and runs that are interrupted.

hostile_files.py PROGRAM SOURCE DATA WORK files; see hostile.py.
"""
import os
import pathlib
import shutil
import signal
import subprocess
import threading
import time

from hostile import SCALE, SECONDS, export, fail, load, main, profile, program, run, spread, sums


def interrupted(what, args, stdin=None, after=1.0, feed=None):
    """SIGINT ends it soon, and the store is not touched."""
    if os.path.exists("i.db"):
        os.remove("i.db")
    subprocess.run([program, "import", "--quiet", "--db", "i.db", "--profile", "csv.yaml", "plain.csv"], check=True)
    before = pathlib.Path("i.db").read_bytes()
    p = subprocess.Popen([program, "import", "--db", "i.db", "--profile", "csv.yaml", *args], stdin=stdin or subprocess.DEVNULL,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(after)
    if p.poll() is not None:
        out, err = p.communicate()
        if p.returncode not in (0, 1, 3):
            fail(f"{what}: exit {p.returncode} {err}")
        return f"ended by itself: {err.decode(errors='replace')[:200]}"
    p.send_signal(signal.SIGINT)
    began = time.monotonic()
    try:
        out, err = p.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        p.kill()
        p.communicate()
        fail(f"{what}: goes on after SIGINT")
        return "killed"
    took = time.monotonic() - began
    if p.returncode not in (-signal.SIGINT, 130, 1):
        fail(f"{what}: exit {p.returncode} after SIGINT: {err.decode(errors='replace')[-300:]}")
    if took > 10:
        fail(f"{what}: {took:.1f} s to end after SIGINT")
    if subprocess.run([program, "status", "--quiet", "--db", "i.db"], capture_output=True).returncode != 0:
        fail(f"{what}: the store does not open after SIGINT")
    if pathlib.Path("i.db").read_bytes() != before:
        fail(f"{what}: SIGINT changed the store")
    return f"ended {took:.2f} s after SIGINT"


def files():
    row = b"2026-01-01T00:00:00Z,plain\n"
    spread("plain.csv", [row])
    prof = profile("csv")
    # Folders and links.
    os.makedirs("tree/in/deeper")
    for name in ("tree/a.csv", "tree/in/b.csv", "tree/in/deeper/c.csv"):
        spread(name, [name.encode() + b"," + row])
    os.symlink("..", "tree/in/loop")
    os.symlink(".", "tree/self")
    os.symlink("a.csv", "tree/link.csv")
    os.symlink("gone", "tree/dangling.csv")
    os.symlink("circle.csv", "tree/circle.csv")
    os.mkfifo("tree/pipe")
    r = load("a folder with loops", ["tree"], want=(1,), code="INPUT-OPEN")
    if export().count(b"deeper/c.csv") < 1 or b"total of" not in r.out:
        fail(f"a folder with loops: {r.out}")
    load("no such file", ["nowhere.csv"], want=(1,), code="INPUT-OPEN")
    load("a file as a folder", ["plain.csv/x"], want=(1,), code="INPUT-OPEN")
    load("an empty name", [""], want=(1,), code="INPUT-OPEN")
    load("/dev/null", ["/dev/null"], want=(0,))
    os.mkdir("none")
    load("an empty folder", ["none"])
    load("a name of 4000 characters", ["d/" * 1999 + "x"], want=(1,), code="INPUT-OPEN")
    load("a name of 100,000 characters", ["d" * 100000], want=(1,), code="INPUT-OPEN")
    deep = "p"
    here = os.getcwd()
    os.mkdir(deep)
    os.chdir(deep)
    for _ in range(20):
        os.mkdir("d" * 195)
        os.chdir("d" * 195)
    spread("x.csv", [row])
    os.chdir(here)
    load("a path of 3900 characters", ["p/" + ("d" * 195 + "/") * 19 + "d" * 195 + "/x.csv"], want=(0, 1))
    load("a folder that leads to such a path", ["p"], want=(0, 1))
    shutil.rmtree("p")
    # Contents of next to nothing.
    for name, raw in (("empty", b""), ("newline", b"\n"), ("mark", b"\xef\xbb\xbf"), ("marks", b"\xef\xbb\xbf\xef\xbb\xbf"),
                      ("utf16", b"\xff\xfe"), ("utf16be", b"\xfe\xff"), ("odd16", b"\xff\xfea"), ("blank", b" \t\r\n"), ("crs", b"\r\r\r"),
                      ("half", b"\xef\xbb"), ("nul", b"\0"), ("quote", b'"'), ("comma", b","), ("bracket", b"["),
                      ("list", b"[]"), ("object", b"{}"), ("less", b"<"), ("tag", b"<r>"), ("gz", b"\x1f\x8b"),
                      ("gz2", b"\x1f\x8b\x08"), ("pk", b"PK\x03\x04"), ("xz", b"\xfd7zXZ\0"), ("zst", b"\x28\xb5\x2f\xfd"),
                      ("utf32", b"\xff\xfe\0\0a\0\0\0")):
        spread(name, [raw])
        for kind in ("csv", "json"):
            load(f"{name} as {kind}", [name], kind=kind)
        load(f"{name} as xml", [name], profile=profile("xml", record="r"))
        if os.path.exists("h.db"):
            os.remove("h.db")
        r = run(f"{name}, detected", ["import", "--db", "h.db", "--", name])
        r = run(f"{name}, explained", ["profile", "explain", "--profile", prof, "--", name])
        if name in ("empty", "newline", "mark", "blank", "utf16") and r.code not in (0, 1):
            fail(f"{name}: {r.code}")
        with open(name, "rb") as f:
            load(f"{name} on standard input", ["-"], stdin=f)
    # Names.
    names = [b"with space.csv", b"with\nnewline.csv", b"esc\x1b[31mred\x1b]0;title\x07.csv", b"bad\xff\xfeutf8.csv",
             b"c1\xc2\x9b31m.csv", b"rtl\xe2\x80\xaegnp.csv", b"quote\"'.csv", b"star*?.csv", b"back\\slash.csv", b"%s%n.csv",
             b"tab\t.csv", b"cr\r.csv", b"colon:.csv", b"n" * 250 + b".csv"]
    os.mkdir("names")
    for i, name in enumerate(names):
        spread(os.path.join(b"names", name), [b"2026-01-01T00:00:00Z,%d\n" % i])
    spread(b"-n.csv", [row])
    spread(b"--db", [b"2026-01-01T00:00:00Z,db\n"])
    load("files with odd names", ["names"], want=(0,))
    load("names that start with -", ["-n.csv", "--db"], want=(0,))
    for verb in (["status"], ["status", "--json"], ["export"], ["rejects", "list"]):
        r = run(f"{verb} after odd names", [*verb, "--db", "h.db"], want=(0,))
    load("files with odd names", ["names"], want=(0,), more=["--json"])
    load("files with odd names, nonsense", ["names"], want=(1,), kind="json")
    for name in names:
        spread(os.path.join(b"names", name), [b'a,b\n"\xff\x1b[31m"x,\x07\n'])
    load("odd names with odd bytes", ["names"])
    run("rejects with odd bytes", ["rejects", "list", "--db", "h.db"])
    run("an odd profile's name", ["import", "--db", "h.db", "--profile", "bad\x1b[31m\nname.yaml", "plain.csv"], want=(1, 2))
    run("an odd verb", ["imp\x1bort"], want=(2,))
    run("an odd option", ["import", "--x\x1b[1m\xff", "plain.csv"], want=(2,))
    run("an odd source", ["import", "--db", "h2.db", "--profile", prof, "--source", "so\x1b[1m\nurce", "plain.csv"], want=(0, 1, 2))
    run("status of an odd source", ["status", "--db", "h2.db"])
    # What has no end, and what never comes.
    print("/dev/zero:", interrupted("/dev/zero", ["/dev/zero"]))
    print("/dev/urandom:", interrupted("/dev/urandom", ["/dev/urandom"]))
    os.mkfifo("fifo")
    print("a FIFO without a writer:", interrupted("a FIFO without a writer", ["fifo"]))
    keep = os.open("fifo", os.O_RDWR)
    print("a silent FIFO:", interrupted("a silent FIFO", ["fifo"]))
    os.close(keep)
    r, w = os.pipe()
    print("a silent pipe:", interrupted("a silent pipe", ["-"], stdin=r))
    os.write(w, row * 100)
    print("a pipe that falls silent:", interrupted("a pipe that falls silent", ["-"], stdin=r))
    os.write(w, row * 60)
    os.close(r), os.close(w)
    def write_fifo():
        with open("fifo", "wb") as f:
            f.write(row)
    t = threading.Thread(target=write_fifo)
    t.start()
    load("a FIFO", ["fifo"], want=(0,))
    t.join()
    # Files that change while they are read.
    spread("grows.csv", [b"2026-01-01T00:00:%02d.%06dZ,x\n" % (i % 60, i) for i in range(200000 // SCALE)])
    stop = threading.Event()
    def grow():
        i = 0
        with open("grows.csv", "ab") as f:
            while not stop.is_set():
                f.write(b"2026-02-01T00:00:%02d.%06dZ,y\n" % (i % 60, i))
                f.flush()
                i += 1
                time.sleep(.0005)
    t = threading.Thread(target=grow)
    t.start()
    load("a dump that grows", ["grows.csv"], more=["--quiet"], want=(0, 1, 3), seconds=SECONDS * 3)
    stop.set()
    t.join()
    sums("a dump that grows")
    run("a dump that grew", ["import", "--quiet", "--db", "h.db", "--profile", prof, "grows.csv"], want=(0, 3), seconds=SECONDS * 3)
    lines = pathlib.Path("grows.csv").read_bytes().count(b"\n")
    got = export().count(b"\n")
    if got != lines:
        fail(f"a dump that grew: {got} events of {lines} lines")
    spread("shrinks.csv", [b"2026-01-01T00:00:%02d.%06dZ,x\n" % (i % 60, i) for i in range(200000)])
    def shrink():
        time.sleep(.03)
        os.truncate("shrinks.csv", 1000)
    t = threading.Thread(target=shrink)
    t.start()
    load("a dump that shrinks", ["shrinks.csv"], more=["--quiet"], seconds=SECONDS * 3)
    t.join()
    sums("a dump that shrinks")
    os.mkdir("gone")
    for i in range(40):
        spread(f"gone/{i:02}.csv", [b"2026-01-01T00:00:00Z,%d\n" % i])
    def vanish():
        time.sleep(.02)
        for i in range(39, 1, -1):
            os.remove(f"gone/{i:02}.csv")
    t = threading.Thread(target=vanish)
    t.start()
    load("files that vanish", ["gone"], more=["--quiet"])
    t.join()
    if os.geteuid() != 0:
        spread("secret.csv", [row])
        os.chmod("secret.csv", 0)
        load("an unreadable file", ["secret.csv"], want=(1,), code="INPUT-OPEN")


main({"files": files})
