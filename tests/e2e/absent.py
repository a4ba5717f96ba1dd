#!/usr/bin/env python3
"""What is absent from which claim, whatever the order of imports, versions, windows, corrections, readings with
profiles that skip or reject, and retries: a plain model of the rule (core/store_absent.c) tells it, for random
histories.  absent.py PROGRAM SOURCE DATA WORK [RUNS [SEED]]"""
import os
import random
import shutil
import sqlite3
import subprocess
import sys

PROGRAM, WORK = sys.argv[1], sys.argv[4]
RUNS = int(sys.argv[5]) if len(sys.argv) > 5 else 60
SEED = int(sys.argv[6]) if len(sys.argv) > 6 else 1
MINUTE = 60 * 10**9
BASE = 1767225600 * 10**9  # 2026-01-01
SKIPS = {0: None, 1: ("what", "close"), 2: ("door", "D1"), 3: None}  # profile 3 knows what no other maps


def profile(number):
    skip = SKIPS[number]
    return f"""profile: p
title: P
detect: {{format: csv, header: [id, t, what, door, lab]}}
read: {{format: csv}}
{'skip: {%s: %s}' % skip if skip else ''}
identity: {{id: id}}
time: {{at: t, formats: [iso]}}
action: {'{first: [what, door]}' if number == 3 else 'what'}
message: lab
items:
  - {{role: target, type: door, key: door, label: lab}}
"""


def stamp(minute):
    return f"2026-01-01T{minute // 60:02d}:{minute % 60:02d}:00Z"


def version(row):
    return (row["id"], row["t"], row["lab"])


def made(row, number):
    """Does the profile make an event of it, or skip it, or reject it?"""
    skip = SKIPS[number]
    if skip and row[skip[0]] == skip[1]:
        return "skipped"
    return "made" if row["what"] or number == 3 else "rejected"


class History:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.folder = os.path.join(WORK, str(seed))
        os.makedirs(self.folder)
        self.db = os.path.join(self.folder, "t.db")
        self.imports = []  # of dump, window or None, first: of its export
        self.has = {}  # by dump: versions that a reading of it made and that are stored still
        self.left = {}  # by dump: those that are rejects
        self.filled = set()  # dumps that ever made anything
        self.first = {}  # by dump: its first import
        self.log = []
        for number in SKIPS:
            with open(self.path(f"p{number}.yaml"), "w") as f:
                f.write(profile(number))
        self.make_dumps()

    def path(self, name):
        return os.path.join(self.folder, name)

    def make_dumps(self):
        r = self.random
        self.span = r.choice([6, 20, 200])
        events = [{"id": str(i), "t": r.randrange(self.span), "what": r.choice(["open", "close", "open", ""]),
                   "door": f"D{r.randrange(3)}", "lab": ""} for i in range(r.randint(3, 12))]
        self.dumps = []  # the rows of each; those of one export follow each other
        self.exports = []
        for _ in range(r.randint(2, 5)):
            rows = []
            share = r.choice([0.3, 0.7, 1])
            for e in events:
                if r.random() < share:
                    e = dict(e)
                    if r.random() < 0.5:
                        e["lab"] = r.choice(["X", "Y", "XX"])
                    if r.random() < 0.1:
                        e["t"] = r.randrange(self.span)
                    rows.append(e)
            cuts = sorted(r.randint(0, len(rows)) for _ in range(r.choice([0, 0, 1, 2])))
            parts = [rows[a:b] for a, b in zip([0, *cuts], [*cuts, len(rows)])]
            self.exports.append([self.make_dump(part) for part in parts])
        if r.random() < 0.4:  # an empty part that recurs
            empty = self.make_dump([])
            for e in self.exports:
                if r.random() < 0.5:
                    e.insert(r.randint(0, len(e)), empty)

    def make_dump(self, rows):
        number = len(self.dumps)
        with open(self.path(f"d{number}.csv"), "w") as f:
            f.write("id,t,what,door,lab\n")
            f.writelines(",".join([e["id"], stamp(e["t"]), e["what"], e["door"], e["lab"]]) + "\n" for e in rows)
            f.write("\n" * number)  # no two dumps are the same bytes
        self.dumps.append(rows)
        return number

    def run(self, *args):
        self.log.append(" ".join(args).replace(self.folder + "/", ""))
        done = subprocess.run([PROGRAM, *args, "--db", self.db], capture_output=True, text=True)
        if done.returncode not in (0, 3) and "[IMPORT-ALL-REJECTED]" not in done.stderr:
            self.fail(f"exit {done.returncode}: {done.stderr}")
        return done.returncode in (0, 3)

    def fail(self, what):
        sys.exit(f"{what}\nin {self.folder}:\n  " + "\n  ".join(self.log))

    def window(self):
        r = self.random
        claims = [i["window"] for i in self.imports if i["window"]]
        if claims and r.random() < 0.2:
            return r.choice(claims)
        start = r.randrange(self.span)
        return (start, r.randint(start + 1, self.span + 1))

    def read(self, dumps, number, remap, window):
        args = ["import", "--quiet", "--source", "s", "--profile", self.path(f"p{number}.yaml")]
        args += ["--remap"] if remap else []
        args += ["--window", "/".join(map(stamp, window))] if window else []
        args += ["--parts"] if len(dumps) > 1 else []
        before = self.count()
        if not self.run(*args, *(self.path(f"d{d}.csv") for d in dumps)) or self.count() == before:
            return  # all were rejects; or it was read so before, and nothing was done
        start = len(self.imports) + 1
        for d in dumps:
            self.note(d, number, start, remap, window)

    def note(self, d, number, start, remap, window):
        id = len(self.imports) + 1
        readings = [i for i in self.imports if i["dump"] == d]
        replaced = [i for i in readings if remap or (window and i["window"] == window)]
        stands = max((i["id"] for i in replaced if i["window"]), default=min((i["id"] for i in replaced), default=0))
        for i in replaced:
            i["window"] = None
        self.imports.append({"id": id, "dump": d, "window": None, "first": start})
        if window:
            self.imports[(stands or id) - 1]["window"] = window
        self.first.setdefault(d, id)
        self.has.setdefault(d, set()).update(version(e) for e in self.dumps[d] if made(e, number) == "made")
        self.filled |= {d} if self.has[d] else set()
        self.left[d] = {version(e) for e in self.dumps[d] if made(e, number) == "rejected"}

    def retry(self):
        if self.run("rejects", "retry", "--profile", self.path("p3.yaml")):
            for d, ids in self.left.items():
                self.has[d] |= ids
                self.filled |= {d} if ids else set()
                self.left[d] = set()

    def count(self):
        if not os.path.exists(self.db):
            return 0
        with sqlite3.connect(self.db) as db:
            return db.execute("SELECT count(*) FROM import").fetchone()[0]

    def export(self, claim):
        """The dumps that were ever read together with the claim's, but for those that never made anything."""
        own = {i["dump"] for i in self.imports if i["first"] == claim["first"]}
        if claim["dump"] not in self.filled:
            return own
        firsts = {i["first"] for i in self.imports if i["dump"] == claim["dump"]}
        return own | {i["dump"] for i in self.imports if i["first"] in firsts and i["dump"] in self.filled}

    def together(self, c, k):
        """Are they claims of one export?  An empty dump is of its own row's alone."""
        filled = {c["dump"], k["dump"]} <= self.filled
        return k["first"] == c["first"] or (filled and k["dump"] in self.export(c))

    def expected(self, stored):
        for d in self.has:
            self.has[d] &= {v[:3] for v in stored}
        ids = {d: {v[0] for v in has} for d, has in self.has.items()}
        out = set()
        claims = [i for i in self.imports if i["window"]]
        for c in claims:
            parts = self.export(c)
            if any(k["id"] > c["id"] and k["window"] == c["window"] and self.together(c, k) for k in claims):
                continue
            for native, minute, _, superseded in stored:
                inside = not superseded and c["window"][0] <= minute < c["window"][1]
                lacks = not any(native in ids[d] for d in parts)
                had = any(native in ids[d] for d in ids if self.first[d] < c["id"])
                if inside and lacks and had:
                    out.add((c["id"], native))
        return out

    def check(self):
        db = sqlite3.connect(self.db)
        stored = db.execute("SELECT native,(at-?)/?,coalesce(message,''),flags&4 FROM event", (BASE, MINUTE)).fetchall()
        got = set(db.execute("SELECT a.import,e.native FROM absent a JOIN event e ON e.id=a.event WHERE NOT flags&4"))
        viewed = set(db.execute("SELECT source_id FROM event_view WHERE absent AND NOT superseded"))
        rows = db.execute("SELECT count(*) FROM absent").fetchone()[0]
        counted = db.execute("SELECT count(*) FROM import i WHERE absent<>"
                             "(SELECT count(*) FROM absent WHERE import=i.id)").fetchone()[0]
        db.close()
        want = self.expected(stored)
        if got != want or rows != len(got) or counted or viewed != {(native,) for _, native in got}:
            self.fail(f"absent beyond the rule: {sorted(got - want)}, not absent against it: {sorted(want - got)}, "
                      f"{rows} rows, {counted} imports count others")

    def play(self):
        r = self.random
        for _ in range(r.randint(3, 14)):
            seen = [e for e in self.exports if e[0] in self.first]
            fresh = [e for e in self.exports if e[0] not in self.first]
            window = self.window() if r.random() < 0.6 else None
            if fresh and (not seen or r.random() < 0.5):
                self.read(list(r.choice(fresh)), r.randrange(4), False, window)
            elif r.random() < 0.2:
                self.retry()
            elif seen:
                dumps = list(r.choice(seen))
                if len(dumps) > 1 and r.random() < 0.3:
                    dumps = [r.choice(dumps)]
                    if r.random() < 0.5:  # takes back its window, but for the other parts'
                        self.read(dumps, r.randrange(4), True, None)
                        self.check()
                        continue
                elif r.random() < 0.1:
                    dumps = sorted({*dumps, *r.choice(self.exports)}, key=lambda _: r.random())
                self.read(dumps, r.randrange(4), r.random() < 0.6, window)
            if self.imports:
                self.check()
        shutil.rmtree(self.folder)


shutil.rmtree(WORK, ignore_errors=True)
os.makedirs(WORK)
for seed in range(SEED, SEED + RUNS):
    History(seed).play()
print(f"{RUNS} histories")
