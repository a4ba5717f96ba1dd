"""The work of kill.sh, in its folder: first.csv, second.csv and part1..3.csv are there."""
import os
import random
import shutil
import signal
import subprocess
import sys
import time

program, profile, kills = sys.argv[1], sys.argv[2], int(sys.argv[3])
rng = random.Random(20)
journals = 0


def trailbook(*args, ok=(0,)):
    p = subprocess.run([program, *args], capture_output=True)
    if p.returncode not in ok:
        sys.exit(f"FAILED: trailbook {' '.join(args)}: exit {p.returncode}: {p.stderr.decode()}")
    return p.stdout


def importing(db, dumps, *more):
    return ["import", "--quiet", "--db", db, "--source", "trail", "--profile", profile, *more, *dumps]


def canonical(db):
    return trailbook("export", "--canonical", "--db", db) if os.path.exists(db) else b""


def whole(db):
    if shutil.which("sqlite3"):
        got = subprocess.run(["sqlite3", "-batch", db, "pragma integrity_check; pragma foreign_key_check"],
                             capture_output=True).stdout.strip()
        if got != b"ok":
            sys.exit(f"FAILED: integrity: {got.decode()[:500]}")


def place(db, start):
    for name in (db, db + "-journal"):
        if os.path.exists(name):
            os.remove(name)
    if start:
        shutil.copy(start, db)


def kill_once(start, args, before, after, delay):
    """Runs into the kill; True if it came in time."""
    global journals
    place("k.db", start)
    p = subprocess.Popen([program, *args], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(delay)
    p.send_signal(signal.SIGKILL)
    hit = p.wait() == -signal.SIGKILL
    journals += os.path.exists("k.db-journal")
    if os.path.exists("k.db"):
        status = subprocess.run([program, "status", "--db", "k.db"], capture_output=True)
        empty = b"[STORE-EMPTY]" in status.stderr
        if status.returncode != (1 if empty else 0) or empty and start:
            sys.exit(f"FAILED: status after a kill: {status.returncode} {status.stderr.decode()}")
        if not empty:
            whole("k.db")
            got = canonical("k.db")
            if got not in (before, after):
                sys.exit("FAILED: after a kill the store is neither as before nor as after")
        elif before:
            sys.exit("FAILED: a kill emptied the store")
    elif start:
        sys.exit("FAILED: the store is gone")
    trailbook(*args)
    whole("k.db")
    if canonical("k.db") != after:
        sys.exit("FAILED: the run after a kill gives another store")
    if os.path.exists("k.db-journal"):
        sys.exit("FAILED: a journal is left over")
    return hit


def scenario(name, start, dumps, *more):
    before = canonical(start) if start else b""
    args = importing("k.db", dumps, *more)
    place("k.db", start)
    t = time.monotonic()
    trailbook(*args)
    took = time.monotonic() - t
    after = canonical("k.db")
    if after == before:
        sys.exit(f"FAILED: {name}: the import changes nothing")
    hits = 0
    tries = 0
    while hits < kills // 3 and tries < kills * 4:
        # Half of the kills fall into the last fifth: settling and committing.
        part = rng.uniform(.8, 1.02) if tries % 2 else rng.uniform(0, .8)
        hits += kill_once(start, args, before, after, took * part)
        tries += 1
    print(f"{name}: {hits} kills in {tries} runs of {took:.2f} s")
    if hits < kills // 3:
        sys.exit(f"FAILED: {name}: only {hits} kills came in time")


trailbook(*importing("start.db", ["first.csv"]))
scenario("a new store", None, ["second.csv"])
scenario("a populated store", "start.db", ["second.csv"])
scenario("parts", "start.db", ["part1.csv", "part2.csv", "part3.csv"], "--parts")
print(f"{journals} journals were left behind and rolled back")
if journals == 0:
    sys.exit("FAILED: no kill fell into a transaction")
