#!/usr/bin/env python3
"""Damages dumps and imports them: nothing crashes, nothing is counted wrong, and damage stays where it is.

mutate.py PROGRAM SOURCE DATA WORK [N [SEED]]: N damaged dumps (2,000; under sanitizers 300).

Each mutation flips, inserts, deletes, repeats or cuts bytes at one place.  Asserted for each:
- exit 0, 1 or 3; records = mapped + skipped + rejected, made = stored + duplicate, as many events and
  rejects as are counted;
- the places of events and rejects lie within the dump and do not overlap;
- where the mutation lies within one record: the dump does not fail as long as it has other records, and at
  most LOST events of other records are missing.  The rules for damaged dumps allow the record around the
  damage, and the one that it runs into: a quote that damage opened may swallow lines up to the quote that
  closes it, and an object or element those up to the next of its kind.
"""
import collections
import json
import multiprocessing
import os
import pathlib
import random
import shutil
import sqlite3
import subprocess
import sys

program, source, data, work = sys.argv[1:5]
sanitized = b"__asan_init" in pathlib.Path(program).read_bytes()
count = int(sys.argv[5]) if len(sys.argv) > 5 else 300 if sanitized else 2000
seed = int(sys.argv[6]) if len(sys.argv) > 6 else 1
LOST = 4
PIECES = [b'"', b"'", b",", b"\n", b"\r\n", b"\0", b"{", b"}", b"[", b"]", b":", b"<", b">", b"</", b"/>", b"&", b"&lt;",
          b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?", b"\\", b'\\"', b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\t",
          b'""', b'",', b',"', b"\x1b[31m", b"null", b"\\ud800", b"-", b"0", b"9" * 30, b"x" * 2000, b"<!DOCTYPE x>"]


def run(db, name, profile):
    p = subprocess.run([program, "import", "--quiet", "--db", db, "--source", "fuzzed", *(["--profile", profile] if profile else []),
                        "--", name], capture_output=True, timeout=120)
    return p.returncode, p.stderr.decode(errors="replace")


def look(db):
    """Profile, counts, and each record's place with the ids of its events; rejects' places."""
    c = sqlite3.connect(db)
    row = c.execute("select profile, records, mapped, skipped, rejected, made, stored, duplicate, suppressed from import").fetchone()
    rejects = c.execute("select offset, length from reject").fetchall()
    c.close()
    events = collections.defaultdict(list)
    out = subprocess.run([program, "export", "--db", db], capture_output=True, check=True).stdout
    for line in out.splitlines():
        e = json.loads(line)
        events[e["record"]["offset"], e["record"]["length"]].append(e["id"])
    return row, events, rejects


def unlink(db):
    for name in (db, db + "-journal"):
        if os.path.exists(name):
            os.remove(name)


def originals():
    paths = [p for p in pathlib.Path(source, "samples").rglob("*") if p.suffix in (".csv", ".json", ".jsonl", ".xml")]
    real = pathlib.Path(data, "real")
    if real.is_dir():
        paths += [p for p in sorted(real.rglob("*")) if p.is_file() and 500 < p.stat().st_size < 60000]
    found = []
    for path in sorted(paths):
        unlink("o.db")
        code, _ = run("o.db", str(path), None)
        if code not in (0, 3) or not os.path.exists("o.db"):
            continue
        row, events, rejects = look("o.db")
        if len(events) >= 5:
            found.append((str(path), path.read_bytes(), row[0], dict(events)))
    return found


def mutate(rng, raw, lo, hi):
    """The damaged bytes, and the place [at, end) of the original that was touched."""
    at = rng.randrange(lo, hi)
    kind = rng.randrange(6)
    if kind == 0:
        return raw[:at] + bytes([raw[at] ^ 1 << rng.randrange(8)]) + raw[at + 1:], at, at + 1
    if kind == 1:
        return raw[:at] + rng.choice(PIECES) + raw[at:], at, at
    if kind == 2:
        end = min(hi, at + rng.choice((1, 1, 2, 5, 50)))
        return raw[:at] + raw[end:], at, end
    if kind == 3:
        end = min(hi, at + rng.choice((1, 2, 10, 200)))
        return raw[:end] + raw[at:end] + raw[end:], at, end
    if kind == 4 and rng.random() < .3:
        return raw[:at], at, len(raw)
    end = min(hi, at + rng.choice((1, 3, 20)))
    return raw[:at] + bytes(rng.randrange(256) for _ in range(end - at)) + raw[end:], at, end


def one(args):
    (path, raw, profile, events), number = args
    rng = random.Random(seed * 1000003 + number)
    spans = sorted(events)
    inside = rng.random() < .8
    lo, hi = rng.choice(spans) if inside else (0, len(raw))
    hi = lo + hi if inside else hi
    bad, at, end = mutate(rng, raw, lo, hi)
    name, db = "m" + pathlib.Path(path).suffix, "m.db"
    pathlib.Path(name).write_bytes(bad)
    unlink(db)
    code, err = run(db, name, profile)
    what = f"{path} #{number}, bytes {at} to {end} of {len(raw)}"

    def failed(why):
        keep = f"failed-{number}{pathlib.Path(path).suffix}"
        shutil.copy(name, keep)
        return f"FAILED: {what}: {why} ({keep}, profile {profile})", 0

    if code not in (0, 1, 3) or "Sanitizer" in err:
        return failed(f"exit {code}: {err[-1500:]}")
    if code == 1:
        if "[" not in err:
            return failed("no message")
        if inside and "XML-DTD" not in err and not (end == len(raw)):
            return failed(f"the dump failed: {err[-500:]}")
        return None, 0
    if not os.path.exists(db):
        return None, 0
    row, got, rejects = look(db)
    if row is None:
        return failed("no import")
    _, records, mapped, skipped, rejected, made, stored, duplicate, suppressed = row
    if records != mapped + skipped + rejected or made != stored + duplicate + suppressed:
        return failed(f"sums: {row}")
    if len(rejects) != rejected or sum(map(len, got.values())) != stored:
        return failed(f"{len(rejects)} rejects, {sum(map(len, got.values()))} events of {row}")
    places = sorted([*got, *rejects])
    for (a, n), (b, _) in zip(places, places[1:]):
        if a + n > b:
            return failed(f"{a}+{n} and {b} overlap")
    if places and places[-1][0] + places[-1][1] > len(bad):
        return failed(f"a place beyond the end: {places[-1]} of {len(bad)}")
    if not inside:
        return None, 0
    have = {i for ids in got.values() for i in ids}
    lost = [s for s in spans if (s[0] + s[1] <= at or s[0] >= end) and not (s[0] <= at <= s[0] + s[1])
            and not have.issuperset(events[s])]
    if len(lost) > LOST:
        return failed(f"{len(lost)} other records gave no or other events, from {lost[0]} on")
    return None, len(lost)


def main():
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    os.chdir(work)
    dumps = originals()
    rng = random.Random(seed)
    jobs = [(rng.choice(dumps), i) for i in range(count)]
    failures, lost = 0, collections.Counter()
    with multiprocessing.Pool(2, initializer=own_folder) as pool:
        for why, n in pool.imap_unordered(one, jobs, chunksize=8):
            lost[n] += 1
            if why:
                failures += 1
                print(why, flush=True)
    print(f"{count} mutations of {len(dumps)} dumps; other records whose events are missing: "
          + ", ".join(f"{n} in {c}" for n, c in sorted(lost.items())))
    sys.exit(f"{failures} failures" if failures else 0)


def own_folder():
    name = f"w{os.getpid()}"
    os.mkdir(name)
    os.chdir(name)


if __name__ == "__main__":
    main()
