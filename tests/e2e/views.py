#!/usr/bin/env python3
"""The views show what export shows, and a time's text is the record's, whether it was stored or told
by its number: times of every spelling, and the samples.

views.py PROGRAM SOURCE DATA WORK
"""
import csv
import json
import os
import shutil
import sqlite3
import subprocess
import sys

program, source, _data, work = sys.argv[1:5]
shutil.rmtree(work, ignore_errors=True)
os.makedirs(work)
os.chdir(work)

MOMENTS = ["1969-12-31{0}23:59:59", "1970-01-01{0}00:00:00", "1700-02-28{0}01:02:03", "2024-02-29{0}12:00:01",
           "2016-12-31{0}23:59:60", "2024-03-31{0}24:00:00", "2261-12-31{0}08:09:10", "9999-01-01{0}00:00:00"]
FRACTIONS = ["", ".0", ".000", ".007", ",007", ".12", ".123456", ".000000", ".123456789", ".1234567890"]
ZONES = ["", "Z", "z", " UTC", "UTC", "+00:00", " +00:00", "+0000", "+00", "-00:00", "+05:30", " Z"]
NUMBERS = ["0", "1", "-1", "-0", "007", "1767225600", "1767225600.5", "-1767225600", "9999999999999"]
PROFILE = """profile: spellings
title: Spellings
detect: {format: csv, header: [t, a]}
read: {format: csv}
time: {at: t, formats: [iso, %s]%s}
action: a
"""


def run(*args):
    done = subprocess.run([program, *args], capture_output=True, check=False)
    if done.returncode not in (0, 3):
        sys.exit(done.stderr.decode())
    return done.stdout


def events(db):
    """Of export: by place, the text of the time and the items."""
    out = {}
    for line in run("export", "--db", db, "--format", "jsonl").splitlines():
        e = json.loads(line)
        r = e["record"]
        items = [(i["role"], i["type"], i["key"], i.get("label"), i.get("found", "field")) for i in e.get("items", [])]
        out[r["dump_sha256"], r["number"], r["part"]] = (e.get("time_text"), items)
    return out


def viewed(db):
    """Of the views, the same."""
    store = sqlite3.connect(db)
    items = {}
    for event, *item in store.execute("SELECT event,role,type,key,label,found FROM party_view ORDER BY event,ord"):
        items.setdefault(event, []).append(tuple(item))
    rows = store.execute("SELECT v.id,v.time_text,lower(hex(i.dump)),v.record,v.sub FROM event_view v"
                         " JOIN event e ON e.id=v.id JOIN import i ON i.id=e.import WHERE NOT v.superseded")
    return {(dump, record, sub): (text, items.get(event, [])) for event, text, dump, record, sub in rows}


def check(db):
    want, got = events(db), viewed(db)
    wrong = [place for place in want if want[place] != got.get(place)]
    if wrong or len(want) != len(got):
        sys.exit(f"{db}: {len(want)} events, {len(got)} in the view; {wrong[:1]}: "
                 f"{[(want[p], got.get(p)) for p in wrong[:1]]}")
    return want


def check_rejects(db):
    """The same places; a column that is not known is NULL, never 0."""
    keys = ("id", "line", "column", "code", "reason")
    listed = json.loads(run("rejects", "list", "--json", "--db", db))["rejects"]
    want = sorted(tuple(r.get(k) for k in keys) for r in listed)
    got = sqlite3.connect(db).execute(f"SELECT {','.join(keys)} FROM reject_view ORDER BY id").fetchall()
    if got != want or {c is None for _, _, c, _, _ in got} != {True, False}:
        sys.exit(f"{db}: rejects {want}, in the view {got}")


texts = [m.format(t) + f + z for m in MOMENTS for t in "T " for f in FRACTIONS for z in ZONES]
with open("times.csv", "w", encoding="utf-8", newline="") as file:
    csv.writer(file).writerows([["t", "a"]] + [[t, "x"] for t in texts + NUMBERS])
for unit in ("s", "ms", "us", "ns"):
    for zone in ("", ", zone: Europe/Berlin"):
        name = unit + ("-berlin" if zone else "")
        with open(f"{name}.yaml", "w", encoding="utf-8") as file:
            file.write(PROFILE % ("epoch-" + unit, zone))
        run("import", "--quiet", "--db", f"{name}.db", "--profile", f"./{name}.yaml", "times.csv")
        shown = sorted(text for text, _ in check(f"{name}.db").values())
        if shown != sorted(texts + NUMBERS):
            sys.exit(f"{name}: {sorted(set(texts + NUMBERS) ^ set(shown))[:5]}")
run("import", "--quiet", "--db", "samples.db", *sorted(d.path for d in os.scandir(f"{source}/samples") if d.is_dir()))
run("import", "--quiet", "--db", "dirty.db", f"{source}/samples/dirty")
check_rejects("dirty.db")
print(f"{len(check('samples.db'))} events of samples, {len(texts + NUMBERS)} spellings of times")
