#!/usr/bin/env python3
"""One user is erased from many events: no byte of the canary values is left, and what was signed stays valid.

redact.py PROGRAM SOURCE DATA WORK [N]: N events (500; 10000 is what the format promises, and takes half a minute).
"""
import glob
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys

program, source, _, work = sys.argv[1:5]
count = int(sys.argv[5]) if len(sys.argv) > 5 else 500
env = dict(os.environ, SOURCE_DATE_EPOCH="1767225600", LC_ALL="C", TZ="UTC")
KEY, NAME, OLD, MAIL, IP, AGENT = ("cnry.Vexler-7f3a", 'Cnryn "Vex" M\u00fcller/O\u2019Brien', "Cnryna Vexler", "cnry.vexler@mail.example",
                                   "198.51.100.77", "CnryAgent/7.1 (Vexler)")
ITEM = "user:cnry.vexler-7f3a"
failed = []


def check(good, what):
    if not good:
        failed.append(what)


def trailbook(*args, codes=(0,)):
    p = subprocess.run([program, *args], capture_output=True, env=env, timeout=600)
    if p.returncode not in codes:
        sys.exit("exit %d: trailbook %s\n%s" % (p.returncode, " ".join(args), p.stderr.decode(errors="replace")))
    return p.stdout.decode(errors="replace")


def record(i):
    r = {"id": "e%d" % i, "t": "2026-01-%02dT%02d:%02d:%02dZ" % (i // 2880 % 28 + 1, i // 120 % 24, i // 2 % 60, i % 2 * 30),
         "a": ["login", "saved", "moved"][i % 3], "user": {"id": "u%d" % (i % 50), "name": "User %d" % (i % 50)},
         "ip": "10.0.0.%d" % (i % 50), "agent": "Browser/%d" % (i % 9), "doc": "d%d" % (i % 97), "note": "as planned"}
    if i % 10 == 3:
        r.update(user={"id": KEY, "name": OLD if i < count // 2 else NAME}, ip=IP, agent=AGENT, mail=MAIL,
                 note="mail to " + MAIL, profile={"mail": MAIL, "home": "/home/cnry"})
    elif i % 100 == 4:
        r["note"] = "on behalf of %s (%s)" % (KEY.upper(), OLD)
    elif i % 100 == 5:
        r["extra"] = {"inner": json.dumps({"who": NAME, "to": [1, KEY]}), KEY: "a name", "n": i}
    elif i % 100 == 6:
        r["changes"] = [{"f": "owner", "o": NAME, "n": "u1"}, {"f": "size", "o": "1", "n": "2"}]
    elif i % 100 == 7:
        r["doc"] = "home-of-" + KEY.lower()
    elif i % 100 == 8:
        r["user"]["name"] = "assistant of " + OLD
    return r


def again(i):
    """The record as a later export has it: some have changed, under the same id."""
    r = record(i)
    if i % 7 == 0:
        r["later"] = "yes"
        if i % 100 == 4:
            r["note"] = "as planned"
    return r


def write(name, numbers, encode=lambda r: json.dumps(r), made=record):
    pathlib.Path(name).write_text("".join(encode(made(i)) + "\n" for i in numbers), encoding="utf-8")


def make():
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    os.chdir(work)
    pathlib.Path("j.yaml").write_text("""profile: j
title: J
detect: {format: json, has: [a, t]}
read: {format: json}
identity: {id: id}
time: {at: t, formats: [iso]}
action: a
items:
  - {role: actor, type: user, norm: [lower], key: user.id, label: user.name}
  - {role: target, type: doc, key: doc}
changes:
  - {each: changes, field: f, old: o, new: n}
origin: {ip: ip, agent: agent}
message: note
catalog:
  login: [Access, Logged in, "{{user}} logged in."]
  saved: [Documents, Saved, "{{user}} saved {{doc}}."]
  moved: [Documents, Moved, "{{user}} moved {{doc}}."]
""")
    pathlib.Path("c.yaml").write_text("""profile: c
title: C
detect: {format: csv, header: [when, who, what]}
read: {format: csv}
time: {at: when, formats: [iso]}
action: what
items:
  - {role: actor, type: user, key: who}
""")
    write("one.jsonl", range(count * 2 // 3))
    write("two.jsonl", range(count // 2, count), lambda r: json.dumps(r, ensure_ascii=False), again)
    pathlib.Path("three-of-%s.csv" % KEY).write_text(
        "\ufeffwhen,who,what\n2026-02-01T00:00:00Z,u1,login\n2026-02-01T00:00:01Z,%s\n2026-02-01T00:00:02Z,u2,login,%s\n" % (KEY, MAIL + " " + NAME),
        encoding="utf-16-le")
    trailbook("key", "new", "--quiet", "--name", "example.org/e2e", "a.key")
    load()


def load(codes=(0, 3)):
    out = trailbook("import", "--quiet", "--profile", "./j.yaml", "one.jsonl", "two.jsonl", codes=codes)
    return out + trailbook("import", "--quiet", "--profile", "./c.yaml", "three-of-%s.csv" % KEY, codes=codes)


def spellings():
    texts = [KEY, NAME, OLD, MAIL, IP, AGENT]
    for text in list(texts):
        texts += [text.lower(), text.upper(), json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1],
                  text.replace("&", "&amp;").replace('"', "&quot;"), text.replace('"', '""')]
    return {t.encode(e) for t in texts for e in ("utf-8", "utf-16-le", "utf-16-be")}


def remains(*paths):
    """The files, or their names, that have one of the values."""
    files = [f for p in paths for f in ([p] if os.path.isfile(p) else glob.glob(p + "/**", recursive=True)) if os.path.isfile(f)]
    all_spelled = spellings()
    return [f for f in files if any(s in pathlib.Path(f).read_bytes() + f.encode() for s in all_spelled)]


def canonical():
    return [json.loads(line) for line in trailbook("export", "--canonical").splitlines()]


def verify(path, *args):
    out = trailbook("verify", path, "--key", "a.key.vkey", *args, codes=(0, 4))
    check("\nverified" in "\n" + out, "verify %s: %s" % (path, out))
    return out


def counts():
    db = sqlite3.connect("trailbook.db")
    return [db.execute(q).fetchone()[0] for q in (
        "SELECT count(*) FROM event", "SELECT sum(events) FROM tally", "SELECT sum(stored) FROM import",
        "SELECT count(*) FROM reject")]


def sums_hold():
    """Items are those that events name, and their sums are of those."""
    db = sqlite3.connect("trailbook.db")
    wrong = db.execute("""SELECT count(*) FROM (SELECT i.id,i.events,i.acted,i.first_at,i.last_at FROM item i WHERE i.events>0 EXCEPT
        SELECT item,count(DISTINCT event),count(DISTINCT iif(role=0,event,NULL)),min(at),max(at) FROM (SELECT p.item,p.event,p.role,e.at
        FROM party p JOIN event e ON e.id=p.event WHERE (e.flags&4)=0) GROUP BY item)""").fetchone()[0]
    linked = db.execute("""SELECT count(*) FROM (SELECT DISTINCT item,event FROM party EXCEPT SELECT item,event FROM item_event)""").fetchone()[0]
    beyond = db.execute("""SELECT count(*) FROM (SELECT item,event FROM item_event EXCEPT SELECT item,event FROM party)""").fetchone()[0]
    check(wrong == linked == beyond == 0, "sums of items: %d wrong, %d links missing, %d too many" % (wrong, linked, beyond))
    check(db.execute("PRAGMA integrity_check").fetchone()[0] == "ok", "the database")


make()
trailbook("prove", "--help")
trailbook("seal", "--quiet", "--key", "a.key")
shutil.copy("a.key.checkpoint", "since")
os.makedirs("before/bag"), os.makedirs("before/ledger"), os.makedirs("after")
trailbook("snapshot", "--quiet", "--key", "a.key", "--ledger-only", "--out", "before/ledger")
trailbook("prove", ITEM, "--quiet", "--out", "before/proofs")
trailbook("report", "--quiet", "--out", "site")
check(remains("trailbook.db") and remains("site"), "the canary was never there")
# All versions of an id lose it with the one that names the canary.
names = lambda e: any(t.lower() in json.dumps(e, ensure_ascii=False).lower() for t in (KEY, OLD, json.dumps(NAME, ensure_ascii=False)[1:-1]))
events = canonical()
ids = {e.get("native") for e in events if names(e)}
untouched = [e for e in events if not names(e) and e.get("native") not in ids]
was, last = counts(), 0

dry = json.loads(trailbook("redact", "--item", ITEM, "--reason", "gdpr-17", "--dry-run", "--json"))
check(counts() == was and remains("trailbook.db"), "a dry run changes nothing")
told = json.loads(trailbook("redact", "--item", ITEM, "--reason", "gdpr-17", "--by", "A. Person", "--key", "a.key", "--json"))
for what in ("events", "partly", "rejects", "dumps", "items"):
    check(dry[what] == told[what] > 0, "%s: %s as tried, %s as done" % (what, dry[what], told[what]))
whole = [i for i in range(count) if i % 10 == 3]
part = [i for i in range(count) if i % 100 in (4, 5, 6, 7, 8)]
versions = [i for i in range(count // 2, count * 2 // 3) if i % 7 == 0]
check(told["events"] == len(whole) + len(set(whole) & set(versions)), "events as a whole: %d" % told["events"])
check(told["partly"] == len(part) + len(set(part) & set(versions)), "events in part: %d" % told["partly"])
check(told["left"] == 0, "trailbook finds something left")

trailbook("report", "--quiet", "--out", "site")
trailbook("snapshot", "--quiet", "--key", "a.key", "--out", "after")
bag, ledger = glob.glob("after/*")[0], glob.glob("before/ledger/*")[0]
check(remains(*glob.glob("trailbook.db*"), bag, "site") == [], "left in %s" % remains(*glob.glob("trailbook.db*"), bag, "site")[:5])
verify("trailbook.db", "--since", "since")
out = verify(bag, "--since", "since")
check("erased" in out, "verify tells what was erased: %s" % out)
verify(ledger)
for proof in glob.glob("before/proofs/*.tlog-proof"):
    p = subprocess.run(["sh", "before/proofs/verify-inclusion.sh", proof, proof.replace(".tlog-proof", ".json"),
                        pathlib.Path("a.key.vkey").read_text().strip()], capture_output=True)
    check(p.returncode == 0, "%s: %s" % (proof, p.stderr))
    last += 1
    if last == 10:
        break
check(last > 0, "there are proofs")
now = [e for e in canonical() if "erased" not in json.dumps(e)]
lost = [e for e in untouched if e not in now][:3]
check(lost == [], "changed, and names nothing of it: %s" % lost)
check(counts() == was, "counts: %s, and %s before" % (counts(), was))
sums_hold()
trailbook("status")

# The same again, and what holds the same in other dumps.
check("nothing of it is left" in trailbook("redact", "--item", ITEM, "--reason", "gdpr-17", "--key", "a.key"), "erased twice")
load()
check(counts() == was, "the same dumps stored something: %s" % counts())
write("four.jsonl", range(count), made=lambda i: again(i) if i >= count // 2 else record(i))
trailbook("import", "--quiet", "--profile", "./j.yaml", "four.jsonl")
check(counts() == was, "another dump of the same stored something: %s" % counts())
suppressed = sqlite3.connect("trailbook.db").execute("SELECT suppressed FROM import ORDER BY id DESC").fetchone()[0]
check(suppressed == len(whole) + len(part), "suppressed: %d" % suppressed)
check(remains(*glob.glob("trailbook.db*")) == [], "it came back")
sums_hold()
trailbook("seal", "--quiet", "--key", "a.key")
trailbook("snapshot", "--quiet", "--key", "a.key", "--out", "after")
verify(sorted(glob.glob("after/*"))[-1], "--since", "since")
for what in failed:
    print("FAILED:", what)
sys.exit(1 if failed else 0)
