#!/usr/bin/env python3
"""Changes a store and verifies it: whatever is changed is caught and named, and nothing else is.

store_mutate.py PROGRAM SOURCE DATA WORK [N [SEED]]: N changes of bytes and pages (1,000; 60 in the suite), and each
column of each table, by SQL.

`trailbook verify` with the key and --since the last checkpoint says 4 and names what is wrong, or, where the change is
neutral, 0.  Neutral is, as sqlite3 reads the file (whole, as integrity_check says, and as long as its pages):
- what changes no value: unused bytes of pages, free pages, counters of the head;
- events that are in no entry yet, told as not verifiable, and what is only theirs;
- what no entry commits to: the columns below, and rows that only such columns make.
"""
import json
import os
import pathlib
import random
import re
import shutil
import sqlite3
import subprocess
import sys

program, source, _, work = sys.argv[1:5]
count = int(sys.argv[5]) if len(sys.argv) > 5 else 1000
seed = int(sys.argv[6]) if len(sys.argv) > 6 else 1
env = dict(os.environ, LC_ALL="C", TZ="UTC")


def trailbook(*args, codes=(0,)):
    p = subprocess.run([program, *args], capture_output=True, env=env, timeout=300)
    if p.returncode not in codes:
        sys.exit("exit %d: trailbook %s\n%s" % (p.returncode, " ".join(args), p.stderr.decode(errors="replace")))
    return p.returncode, p.stdout.decode(errors="replace"), p.stderr.decode(errors="replace")


def dump(name, first, last, late=False):
    rows = ["id,when,who,what,door,result"]
    for i in range(first, last):
        when = "yesterday" if i % 97 == 5 else "2026-01-%02dT%02d:%02d:00Z" % (i // 1440 + 1, i // 60 % 24, i % 60)
        rows.append("e%d,%s,%s,%s,D%d,%s" % (i, when, ["anna", "böris", ""][i % 3], ["opened", "closed"][i % 2], i % 7, ["ok", "refused"][i % 3 == 0 or late]))
    pathlib.Path(name).write_text("\n".join(rows) + "\n", encoding="utf-8")


def make():
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    os.chdir(work)
    shutil.copy(os.path.join(source, "tests/cli/in/doors.yaml"), "doors.yaml")
    trailbook("key", "new", "--quiet", "--name", "example.org/doors", "a.key")
    for n, (first, last) in enumerate(((0, 400), (390, 700))):
        dump("%d.csv" % n, first, last)
        trailbook("import", "--quiet", "--profile", "./doors.yaml", "%d.csv" % n, codes=(0, 3))
        trailbook("seal", "--quiet", "--key", "a.key")
    dump("late.csv", 650, 654, True)
    trailbook("import", "--quiet", "--profile", "./doors.yaml", "late.csv", codes=(0, 3))
    trailbook("review", "--quiet", "--since", "2026-01-01", "--until", "2026-02-01", "--verdict", "accepted", "--by", "A", "--key", "a.key")
    shutil.copy("trailbook.db", "sealed.db")
    dump("more.csv", 700, 740)
    trailbook("import", "--quiet", "--profile", "./doors.yaml", "more.csv", codes=(0, 3))
    shutil.copy("trailbook.db", "more.db")


def verify(path):
    code, out, said = trailbook("verify", path, "--key", "a.key.vkey", "--since", "a.key.checkpoint", "--json", "--verbose", codes=(0, 4))
    return code, json.loads(out), said


def check(path, want, what, *words):
    before = os.stat(path)
    code, out, said = verify(path)
    if code != want:
        sys.exit("%s: verify says %d, %d is right\n%s\n%s" % (what, code, want, json.dumps(out, indent=1), said))
    if code == 4 and not re.search(r"\[[A-Z]+-[A-Z0-9-]+\]", said):
        sys.exit("%s: nothing is named\n%s" % (what, said))
    for w in words:
        if w not in said and w not in json.dumps(out):
            sys.exit("%s: %s is not told\n%s\n%s" % (what, w, said, json.dumps(out, indent=1)))
    if os.stat(path).st_mtime_ns != before.st_mtime_ns or [n for n in os.listdir(".") if n.startswith(path + "-")]:
        sys.exit("%s: something was written" % what)


def read(path):
    """All that sqlite3 reads of a file, or None if that is not a whole store."""
    head = pathlib.Path(path).read_bytes()[:100]
    try:
        db = sqlite3.connect("file:%s?mode=ro&immutable=1" % path, uri=True)
        db.text_factory = bytes
        one = lambda sql: db.execute(sql).fetchall()
        if head[18:20] != b"\1\1" or one("PRAGMA integrity_check") != [(b"ok",)] or \
           one("PRAGMA page_count")[0][0] * one("PRAGMA page_size")[0][0] != os.path.getsize(path):
            return None
        out = {"": one("SELECT type,name,tbl_name,sql FROM sqlite_schema ORDER BY 1,2") + one("PRAGMA user_version") + one("PRAGMA application_id")}
        for name, in one("SELECT name FROM sqlite_schema WHERE type='table' ORDER BY 1"):
            name = name.decode()
            columns = [c[1].decode() for c in one("PRAGMA table_info(%s)" % name)]
            out[name] = {row for row in one("SELECT %s FROM %s" % (",".join('typeof("%s"),"%s"' % (c, c) for c in columns), name))}
            out["columns of " + name] = columns
        return out
    except (sqlite3.Error, UnicodeDecodeError):
        return None
    finally:
        try:
            db.close()
        except (sqlite3.Error, UnboundLocalError):
            pass


def wanted(base, now):
    """0, 4, or None where more than the columns decides."""
    if now is None or now.keys() != base.keys():
        return 4
    made = [[row for row in store[""] if row[0] != b"view"] for store in (base, now)]
    if made[0] != made[1]:
        return 4
    now = dict(now, **{"": base[""]})  # of views it is said that they are others, as a warning
    odd = [t for t in base if now[t] != base[t]]
    if not odd:
        return 0
    return 4 if all(t in ("entry", "tile", "kept") for t in odd) else None


def change_file(r, b, page):
    """One change of a file's bytes or pages."""
    n = len(b) // page
    kind = r.choice(("flip", "flip", "flip", "flip", "set", "swap", "copy", "zero", "cut", "cut page", "more", "shift", "head"))
    i, k, at = r.randrange(n), r.randrange(n), r.randrange(len(b))
    p, q = slice(i * page, i * page + page), slice(k * page, k * page + page)
    out = bytearray(b)
    if kind == "flip":
        out[at] ^= 1 << r.randrange(8)
    elif kind == "set":
        size = r.choice((1, 4, 16, 300))
        out[at:at + size] = bytes(r.randrange(256) for _ in range(len(out[at:at + size])))
    elif kind == "swap":
        out[p], out[q] = out[q], out[p]
    elif kind == "copy":
        out[p] = out[q]
    elif kind == "zero":
        out[p] = bytes(page)
    elif kind == "cut":
        del out[at:]
    elif kind == "cut page":
        del out[i * page:]
    elif kind == "more":
        out += r.choice((b"x", bytes(page), out[p]))
    elif kind == "shift":
        out[at:at] = b"\0"
    else:
        out[r.randrange(100)] ^= 1 << r.randrange(8)
    return kind, bytes(out)


def bytes_and_pages(r):
    base = read("sealed.db")
    b = pathlib.Path("sealed.db").read_bytes()
    page = int.from_bytes(b[16:18], "big")
    done, caught, neutral, open_, kinds = 0, 0, 0, 0, {}
    while done < count:
        kind, now = change_file(r, b, page)
        if now == b:
            continue
        done += 1
        kinds[kind] = kinds.get(kind, 0) + 1
        pathlib.Path("changed.db").write_bytes(now)
        what = "%d: %s" % (done, kind)
        if not now.startswith(b"SQLite format 3\0"):
            code = trailbook("verify", "changed.db", "--key", "a.key.vkey", codes=(1, 4))[0]
            caught += 1
            continue
        want = wanted(base, read("changed.db"))
        if want is None:
            code, out, said = verify("changed.db")
            open_ += 1
            caught += code == 4
            continue
        check("changed.db", want, what)
        caught += want == 4
        neutral += want == 0
    print("%d changes of bytes and pages: %d caught, %d neutral; of %d what they mean decides" % (done, caught, neutral, open_))
    print(", ".join("%s %d" % k for k in sorted(kinds.items())))


def by_column():
    """Each column of what entries are made of, in a row of each table, and rows that come and go."""
    db = sqlite3.connect("sealed.db")
    told = [0, 0]
    sealed = "id IN (SELECT event FROM entry WHERE event IS NOT NULL)"
    rows = {"event": "SELECT rowid FROM event WHERE %s AND flags&7=0 ORDER BY id LIMIT 1 OFFSET 7" % sealed,
            "act": "SELECT rowid FROM act LIMIT 1 OFFSET 1", "entry": "SELECT idx FROM entry LIMIT 1 OFFSET 300",
            "checkpoint": "SELECT size FROM checkpoint ORDER BY size LIMIT 1", "item": "SELECT id FROM item WHERE acted=0 LIMIT 1",
            "action": "SELECT id FROM action LIMIT 1", "source": "SELECT id FROM source LIMIT 1", "import": "SELECT id FROM import LIMIT 1",
            "catalog": None, "tile": None, "meta": None}
    for table, row in rows.items():
        at = "" if row is None else " WHERE rowid=%d" % db.execute(row).fetchone()[0]
        for c in db.execute("PRAGMA table_info(%s)" % table).fetchall():
            new = "CASE typeof(%s) WHEN 'integer' THEN %s+1 WHEN 'blob' THEN substr(%s,2)||x'5a' ELSE coalesce(%s,'')||'x' END" % ((c[1],) * 4)
            new = "at+60000000000" if c[1] == "at" else new
            neutral = c[1] in FREE_COLUMNS.get(table, ())
            edit("%s.%s" % (table, c[1]), "UPDATE %s SET %s=%s%s" % (table, c[1], new, at), 0 if neutral else 4, told)
    for sql, want in EDITS:
        edit(sql, sql, want, told)
    print("%d changes by SQL: %d caught, %d neutral" % (sum(told), told[1], told[0]))


def edit(what, sql, want, told):
    shutil.copy("sealed.db", "changed.db")
    db = sqlite3.connect("changed.db")
    try:
        with db:
            db.executescript(sql)
    except sqlite3.Error:
        return  # the table itself refuses it
    db.close()
    check("changed.db", want if want == 0 else 4, what, *([want] if isinstance(want, str) else []))
    told[want != 0] += 1


# What no entry commits to; a text of a time is not looked at where its spelling tells it.
FREE_COLUMNS = {
    "event": {"variant", "n", "content", "leaves", "flags", "time_text"},
    "checkpoint": {"created"},
    "item": {"label", "label_at", "label_ident", "events", "failures", "denials", "acted", "first_at", "last_at", "first_label"},
    "source": {"stale", "rule"},
    "action": {"category", "label", "sentence"},  # catalog tells what entries say of it
    "catalog": {"since"},  # there was but one row for each
    "import": {c for c in "source part_of dump name bytes profile title notes profile_digest reader tool zone done_at window_from window_to records "
               "skipped rejected mapped made stored duplicate suppressed conflicts untimed outside absent recovered remapped differ removed "
               "first_at last_at retried retry_profile retry_digest".split()},
}
EDITS = [
    ("DELETE FROM event WHERE id=5", 4), ("DELETE FROM entry WHERE idx=5", 4), ("DELETE FROM entry WHERE idx=(SELECT max(idx) FROM entry)", 4),
    ("DELETE FROM entry WHERE idx>300", 4), ("DELETE FROM act WHERE id=2", 4), ("DELETE FROM tile", 4), ("INSERT INTO tile VALUES(1,99,x'00')", 4),
    ("INSERT INTO tile VALUES(5,0,x'00')", 4), ("DELETE FROM checkpoint", 4), ("DELETE FROM checkpoint WHERE size=(SELECT max(size) FROM checkpoint)", 4),
    ("INSERT INTO checkpoint SELECT size-1,note,created FROM checkpoint ORDER BY size DESC LIMIT 1", 4),
    ("INSERT INTO checkpoint SELECT size+1,note,created FROM checkpoint ORDER BY size DESC LIMIT 1", 4),
    ("UPDATE checkpoint SET note=replace(note,'A','B')", 4), ("DELETE FROM meta WHERE name='ledger_origin'", 4),
    ("UPDATE meta SET value='example.org/other' WHERE name='ledger_origin'", 4),
    ("INSERT INTO kept SELECT idx,'{}' FROM entry WHERE idx=9", 4),
    ("UPDATE entry SET event=(SELECT event FROM entry WHERE idx=8)+100000 WHERE idx=8", 4),
    ("UPDATE entry SET salts=zeroblob(length(salts)) WHERE idx=8", 4),
    ("CREATE TEMP TABLE t AS SELECT * FROM entry WHERE idx IN(8,9);DELETE FROM entry WHERE idx IN(8,9);"
     "INSERT INTO entry SELECT 17-idx,event,act,leaf,salts FROM t", 4),
    ("INSERT INTO event SELECT 0,at+1,ident,variant,n,content,leaves,native,time_text,time_how,action,outcome,reason,request,count,ip,agent,location,"
     "channel,message,attributes,parties,record,sub,offset,length,digest,flags,import FROM event WHERE id=7", "VERIFY-UNSEALED"),
    ("DROP INDEX event_key", "STORE-SCHEMA"), ("DROP TABLE met", 4), ("DROP TABLE entry", 4), ("PRAGMA user_version=4", 4), ("PRAGMA user_version=6", 4),
    ("PRAGMA application_id=1", 4), ("DROP INDEX event_key;CREATE INDEX event_key ON event(at)", 4), ("ALTER TABLE tally ADD COLUMN x", 4),
    ("PRAGMA journal_mode=WAL", 4),
    # Neutral, or what nothing commits to.
    ("VACUUM", 0), ("REINDEX", 0), ("PRAGMA schema_version=77", 0), ("CREATE VIEW other AS SELECT 1", 0), ("DROP VIEW tally_view", 0),
    ("CREATE TABLE other(x);INSERT INTO other VALUES(1)", 0), ("CREATE TRIGGER t AFTER INSERT ON event BEGIN DELETE FROM entry; END", 0), ("ANALYZE", 0),
    ("DELETE FROM reject", 0), ("DELETE FROM tally", 0), ("DELETE FROM by_item", 0), ("UPDATE tally SET events=events+1", 0),
    ("DELETE FROM checkpoint WHERE size=(SELECT min(size) FROM checkpoint)", 0),
]

make()
check("sealed.db", 0, "untouched")
old = sqlite3.connect("old.db")
old.executescript(pathlib.Path(source, "tests/versions/4/store.sql").read_text())
old.close()
check("old.db", 4, "of an older version", "STORE-OLDER")
check("more.db", 0, "with events that are in no entry", "events are in no entry yet")
by_column()
bytes_and_pages(random.Random(seed))
