"""The work of kill.sh, in its folder: dumps and profiles are there."""
import filecmp
import os
import random
import shutil
import signal
import sqlite3
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
        got = subprocess.run(["sqlite3", "-batch", db, "pragma integrity_check; pragma foreign_key_check;"
                              "select 'an item twice' from item group by type,key having count(*)>1"],
                             capture_output=True).stdout.strip()
        if got != b"ok":
            sys.exit(f"FAILED: integrity: {got.decode()[:500]}")


def place(db, start):
    for name in (db, db + "-journal"):
        if os.path.exists(name):
            os.remove(name)
    if start:
        shutil.copy(start, db)


def run_into_kill(args, delay):
    """None if the kill came in time, else how many seconds the run had."""
    t = time.monotonic()
    p = subprocess.Popen([program, *args], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    time.sleep(delay)
    had = time.monotonic() - t
    p.send_signal(signal.SIGKILL)
    told = p.communicate()[1]
    if p.returncode not in (0, 3, -signal.SIGKILL):
        sys.exit(f"FAILED: trailbook {' '.join(args)}: exit {p.returncode}: {told.decode()}")
    return None if p.returncode == -signal.SIGKILL else had


def kill_once(start, args, before, after, delay):
    """Runs into the kill, as run_into_kill() tells; then looks at the store, and completes it."""
    global journals
    place("k.db", start)
    missed = run_into_kill(args, delay)
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
    trailbook(*args, ok=(0, 3))
    whole("k.db")
    if canonical("k.db") != after:
        sys.exit("FAILED: the run after a kill gives another store")
    if os.path.exists("k.db-journal"):
        sys.exit("FAILED: a journal is left over")
    return missed


def kill_often(name, share, took, once):
    """Kills a run that takes so long share times; once(delay) runs into a kill as run_into_kill() does."""
    wanted = max(1, round(kills * share))
    hits = 0
    tries = 0
    while hits < wanted and tries < wanted * 12:
        # Half of the kills fall into the last fifth: settling and committing.
        part = rng.uniform(.8, 1.02) if tries % 2 else rng.uniform(0, .8)
        missed = once(took * part)
        if missed is None:
            hits += 1
        else:  # the machine was busier when a run was timed
            took = min(took, missed)
        tries += 1
    print(f"{name}: {hits} kills in {tries} runs of {took:.2f} s", flush=True)
    if hits < wanted:
        sys.exit(f"FAILED: {name}: only {hits} kills came in time")


def scenario(name, share, start, args):
    before = canonical(start) if start else b""
    place("k.db", start)
    t = time.monotonic()
    trailbook(*args, ok=(0, 3))
    took = time.monotonic() - t
    after = canonical("k.db")
    if after == before:
        sys.exit(f"FAILED: {name}: the run changes nothing")
    kill_often(name, share, took, lambda delay: kill_once(start, args, before, after, delay))


def same_tree(a, b):
    c = filecmp.dircmp(a, b, ignore=[])
    if c.left_only or c.right_only or c.funny_files:
        return False
    if filecmp.cmpfiles(a, b, c.common_files, shallow=False)[1:] != ([], []):
        return False
    return all(same_tree(os.path.join(a, d), os.path.join(b, d)) for d in c.common_dirs)


def clear():
    for name in os.listdir("."):
        if name.startswith("site"):
            (shutil.rmtree if os.path.isdir(name) else os.remove)(name)


def kill_report(old, want, delay):
    """Kills a report, a first one or one over old; the next run must give want and leave nothing else."""
    clear()
    if old:
        shutil.copytree(old, "site")
        shutil.copy(old + ".state", "site.state")
    missed = run_into_kill(REPORT, delay)
    if not old and os.path.exists("site") and not same_tree("site", want):
        sys.exit("FAILED: after a kill there is half a report")
    trailbook(*REPORT)
    if not same_tree("site", want):
        sys.exit("FAILED: the report after a kill differs")
    if sorted(n for n in os.listdir(".") if n.startswith(("site", ".site"))) != ["site", "site.state"]:
        sys.exit("FAILED: the report after a kill leaves something behind")
    return missed


REPORT = ["report", "--quiet", "--db", "reported.db", "--out", "site"]


def reports(share):
    """In place over the report of an earlier store, and a first one."""
    shutil.copy("start.db", "reported.db")
    trailbook("report", "--quiet", "--db", "reported.db", "--out", "old")
    trailbook(*importing("reported.db", ["second.csv"]))
    for name, old in (("a first report", None), ("a report in place", "old")):
        clear()
        if old:
            shutil.copytree(old, "site")
            shutil.copy(old + ".state", "site.state")
        t = time.monotonic()
        trailbook(*REPORT)
        took = time.monotonic() - t
        if not os.path.exists("want"):
            shutil.copytree("site", "want")
        kill_often(name, share, took, lambda delay: kill_report(old, "want", delay))


EXPORT = ["rejects", "export", "--quiet", "--db", "rejects.db", "--out", "broken"]


def kill_export(delay):
    """Kills an export of rejects: what has no mark is whole, and the next run completes the rest."""
    shutil.rmtree("broken", ignore_errors=True)
    missed = run_into_kill(EXPORT, delay)
    held = os.listdir("broken") if os.path.exists("broken") else []
    if "rejects.unfinished" in held or not held:
        trailbook(*EXPORT)
    if not same_tree("broken", "exported"):
        sys.exit("FAILED: the rejects exported after a kill differ")
    return missed


def exports(share):
    trailbook(*EXPORT[:-1], "exported")
    t = time.monotonic()
    trailbook(*EXPORT)
    kill_often("an export of rejects", share, time.monotonic() - t, kill_export)


trailbook(*importing("start.db", ["first.csv"]))
trailbook("import", "--quiet", "--db", "rejects.db", "--source", "trail", "--profile", "./narrow.yaml", "second.csv",
          ok=(3,))
trailbook("import", "--quiet", "--db", "mapped.db", "--source", "trail", "--profile", "./other.yaml", "second.csv")
sqlite3.connect("version-1.db").executescript(open("version-1.sql").read()).close()
scenario("a new store", .15, None, importing("k.db", ["second.csv"]))
scenario("a populated store", .15, "start.db", importing("k.db", ["second.csv"]))
scenario("a store of version 1", .1, "version-1.db", importing("k.db", ["second.csv"]))
scenario("parts", .15, "start.db", importing("k.db", ["part1.csv", "part2.csv", "part3.csv"], "--parts"))
scenario("retry", .15, "rejects.db", ["rejects", "retry", "--quiet", "--db", "k.db", "--profile", profile])
scenario("remap", .15, "mapped.db", importing("k.db", ["second.csv"], "--remap"))
print(f"{journals} journals were left behind and rolled back")
if journals == 0:
    sys.exit("FAILED: no kill fell into a transaction")
reports(.075)
exports(.075)
