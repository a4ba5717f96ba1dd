#!/usr/bin/env python3
"""Hostile archives, encodings, profiles and themes: named limits, clear messages, no stall.

hostile_inputs.py PROGRAM SOURCE DATA WORK archives|encodings|profiles|themes; see hostile.py.
"""
import gzip
import io
import os
import pathlib
import shutil
import struct
import subprocess
import threading
import warnings
import zipfile
import zlib

from hostile import PROFILES, SCALE, SECONDS, export, fail, load, main, run, spread, sums

ROW = b"2026-01-01T00:00:00Z,%s\n"
warnings.filterwarnings("ignore", "Duplicate name")


def imported(what, texts, db="h.db"):
    """The store holds exactly the events with these texts, once each."""
    out = export(db)
    for text in texts:
        if out.count(b'"' + text + b'"') != 1:
            fail(f"{what}: {text} is there {out.count(text)} times: {out[:300]}")
    if out.count(b"\n") != len(texts):
        fail(f"{what}: {out.count(bytes([10]))} events, wanted {len(texts)}")


# archives ---------------------------------------------------------------------------------------

def zip_of(members, method=zipfile.ZIP_STORED):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as z:
        for name, data in members:
            z.writestr(name, data)
    return packed.getvalue()


def renamed(raw, old, new):
    """Member names of the same length, which zipfile would not write."""
    assert len(old) == len(new) and raw.count(old) >= 2
    return raw.replace(old, new)


def encrypted(raw):
    """The flag of encryption, in both headers."""
    raw = bytearray(raw)
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        i = raw.index(magic)
        raw[i + at] |= 1
    return bytes(raw)


def zip64(size, packed_size, offset):
    """A member whose sizes and place are said in a zip64 field alone, truthfully or not."""
    row = ROW % b"zip64"
    crc = zlib.crc32(row)
    sizes = struct.pack("<QQ", size, packed_size)
    local = struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 45, 0, 0, 0, 33, crc, 0xffffffff, 0xffffffff, 5, 20) + b"a.csv" + \
        struct.pack("<HH", 1, 16) + sizes
    extra = struct.pack("<HH", 1, 24) + sizes + struct.pack("<Q", offset)
    entry = struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", 45, 45, 0, 0, 0, 33, crc, 0xffffffff, 0xffffffff, 5, len(extra), 0, 0,
                        0, 0, 0xffffffff) + b"a.csv" + extra
    body = local + row
    return body + entry + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 1, 1, len(entry), len(body), 0)


def many_members(n):
    """n empty members, made without zipfile, which is slow."""
    parts, entries, at = [], [], 0
    for i in range(n):
        name = b"%07d.csv" % i
        local = struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 10, 0, 0, 0, 33, 0, 0, 0, len(name), 0) + name
        entries.append(struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", 10, 10, 0, 0, 0, 33, 0, 0, 0, len(name), 0, 0, 0, 0, 0, at) + name)
        parts.append(local)
        at += len(local)
    central = b"".join(entries)
    end = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, n, n, len(central), at) + \
        struct.pack("<4sIQI", b"PK\6\7", 0, at + len(central), 1)
    return b"".join(parts) + central + end + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 0xffff, 0xffff, 0xffffffff, 0xffffffff, 0)


def nest(raw, levels):
    for _ in range(levels):
        raw = zip_of([("inner.zip", raw)], zipfile.ZIP_DEFLATED)
    return raw


def archives():
    def one(what, raw, **args):
        pathlib.Path("a.bin").write_bytes(raw)
        return load(what, ["a.bin"], **args)

    one("a zip with one name twice", zip_of([("a.csv", ROW % b"first"), ("a.csv", ROW % b"second")]), want=(0,))
    imported("a zip with one name twice", [b"first", b"second"])
    r = one("a zip with a NUL in a name", renamed(zip_of([("aX.csv", ROW % b"nul")]), b"aX.csv", b"a\0.csv"))
    if r.code == 0:
        imported("a zip with a NUL in a name", [b"nul"])
    one("a zip with a name of blanks", zip_of([(" ", ROW % b"unnamed")]))
    one("an encrypted zip", encrypted(zip_of([("a.csv", ROW % b"secret")])), want=(1,), code="INPUT-ARCHIVE")
    mixed = zip_of([("a.csv", ROW % b"before")])
    one("an encrypted member first", encrypted(zip_of([("s.csv", ROW % b"secret"), ("t.csv", ROW % b"plain")])))
    one("bytes before a zip", b"#!/bin/sh\n" * 100 + mixed)
    full = len(ROW % b"zip64")
    one("a truthful zip64", zip64(full, full, 0), want=(0,))
    imported("a truthful zip64", [b"zip64"])
    for size, packed_size, offset in ((1 << 62, full, 0), (full, 1 << 62, 0), (2 ** 64 - 1, 2 ** 64 - 1, 0), (full, full, 1 << 62), (0, 0, 0)):
        r = one(f"zip64 that says {size}, {packed_size} at {offset}", zip64(size, packed_size, offset))
        if size > full and (r.code != 1 or b"\\n" in r.err):
            fail(f"zip64 that says {size}: {r.code} {r.err}")
    n = 2000 // SCALE  # a transaction each
    pathlib.Path("many.zip").write_bytes(many_members(n))
    load(f"a zip of {n} empty members", ["many.zip"], more=["--quiet"], seconds=SECONDS * 6)
    one("zip in zip", nest(zip_of([("a.csv", ROW % b"inner")]), 1))
    one("zip in zip in zip, 30 deep", nest(zip_of([("a.csv", ROW % b"inner")]), 30))
    leaf = zip_of([("0.csv", b"\0" * (32 << 20))], zipfile.ZIP_DEFLATED)
    for _ in range(4):
        leaf = zip_of([(f"{i}.zip", leaf) for i in range(8)], zipfile.ZIP_DEFLATED)
    one("128 GB in zips in zips", leaf, seconds=SECONDS * 3)
    for tool, name in (("zstd", "zst"), ("xz", "xz"), ("bzip2", "bz2")):
        if not shutil.which(tool):
            print(f"no {tool}")
            continue
        with open("zeros", "wb") as f:
            f.truncate((2 << 30) // SCALE if name == "zst" else (200 << 20) // SCALE)
        with open("zeros", "rb") as f:
            raw = subprocess.run([tool, "-c"], stdin=f, capture_output=True, check=True).stdout
        one(f"zeros in {name}", raw, seconds=SECONDS * 3)
        one(f"zeros in {name} twice", subprocess.run([tool, "-c"], input=raw, capture_output=True, check=True).stdout,
            seconds=SECONDS * 3)
        good = subprocess.run([tool, "-c"], input=ROW % b"good", capture_output=True, check=True).stdout
        one(f"good {name}", good, want=(0,))
        imported(f"good {name}", [b"good"])
        flipped = bytearray(good)
        flipped[len(flipped) // 2] ^= 0x10
        one(f"a flipped bit in {name}", bytes(flipped), want=(1,))
        one(f"{name}, then other bytes", good + b"trailing bytes\n")
    os.remove("zeros")
    flipped = bytearray(gzip.compress((ROW % b"good") * 100))
    flipped[-6] ^= 1
    one("a gzip whose sum is wrong", bytes(flipped), want=(1,))
    one("a gzip whose length is wrong", gzip.compress(ROW % b"good")[:-1] + b"\1", want=(1,))
    pathlib.Path("a.bin").unlink()


# encodings --------------------------------------------------------------------------------------

def endless(what, begin, filler, end, total, kind="csv", **args):
    """A field of so many bytes through a pipe; begin and end hold a good record each."""
    r, w = os.pipe()

    def feed():
        try:
            os.write(w, begin)
            for _ in range(total // len(filler)):
                view = memoryview(filler)
                while view:
                    view = view[os.write(w, view):]
            os.write(w, end)
        except BrokenPipeError:
            pass
        os.close(w)
    t = threading.Thread(target=feed)
    t.start()
    result = load(what, ["-"], stdin=r, kind=kind, seconds=SECONDS * 6, **args)
    os.close(r)
    t.join()
    return result


def encodings():
    a, z = ROW % b"before", ROW % b"after"
    size = (4 << 30) // SCALE
    block = b"x" * (1 << 20)
    endless("a bare field of 4 GB", a + b"2026-01-01T00:00:00Z,", block, b"\n" + z, size, want=(3,))
    imported("a bare field of 4 GB", [b"before", b"after"])
    endless("a quoted field of 4 GB", a + b'2026-01-01T00:00:00Z,"', block, b'"\n' + z, size, want=(3,))
    imported("a quoted field of 4 GB", [b"before", b"after"])
    endless("4 GB of commas", a, b"," * (1 << 20), b"\n" + z, size, want=(3,))
    imported("4 GB of commas", [b"before", b"after"])
    endless("4 GB without a line end", b"", block, b"", size)

    text = "2026-01-01T00:00:00Z,before\n2026-01-01T00:00:00Z,%s\n2026-01-01T00:00:00Z,after\n"
    le = lambda s: s.encode("utf-16-le", "surrogatepass")
    be = lambda s: s.encode("utf-16-be", "surrogatepass")
    for name, inner in (("a lone high surrogate", "\ud83d"), ("a lone low surrogate", "\ude00"), ("surrogates in reverse", "\ude00\ud83d"),
                        ("two high surrogates", "\ud83d\ud83d\ude00"), ("a mark in the middle", "\ufeff"), ("U+FFFE", "\ufffe"),
                        ("NUL", "\0"), ("U+0A0D", "\u0a0d"), ("U+220A", "\u220a"), ("U+2C22", "\u2c22"), ("a pair", "\U0001f600")):
        for side, mark, pack in (("LE", b"\xff\xfe", le), ("BE", b"\xfe\xff", be)):
            spread("u.csv", [mark, pack(text % inner)])
            load(f"UTF-16{side} with {name}", ["u.csv"], want=(0, 3))
            out = export()
            if out.count(b'"before"') != 1 or out.count(b'"after"') != 1:
                fail(f"UTF-16{side} with {name}: the neighbours are gone: {out[:400]}")
            sums(f"UTF-16{side} with {name}")
            run(f"rejects of UTF-16{side}", ["rejects", "list", "--db", "h.db"], want=(0,))
    for cut in range(1, 8):
        spread("u.csv", [b"\xff\xfe", le(text % "\U0001f600")[:-cut]])
        load(f"UTF-16 that lacks {cut} bytes", ["u.csv"], want=(0, 3))
    spread("u.csv", [b"\xff\xfe", le(text % "x"), b"\n"])
    load("UTF-16 with half a unit at the end", ["u.csv"])
    spread("u.csv", [le(text % "x") * 3])
    load("UTF-16 without a mark", ["u.csv"])
    spread("u.csv", [b"\xff\xfe", (text % "x").encode()])
    load("UTF-8 that says UTF-16", ["u.csv"])
    spread("u.csv", [b"\xff\xfe", b"\xfe\xff", le(text % "x")])
    load("two marks", ["u.csv"])
    # The zero byte of a line feed on the other side of every block's end that may be.
    for pad in (4095, 4096, 65535, 65536, 131071):
        spread("u.csv", [b"\xff\xfe", le("2026-01-01T00:00:00Z," + "x" * (pad // 2) + "\n") * 3, le("2026-01-01T00:00:00Z,after\n")])
        load(f"UTF-16 lines of {pad} bytes", ["u.csv"], want=(0,))
        if export().count(b"\n") != 4 and export().count(b'"after"') != 1:
            fail(f"UTF-16 lines of {pad} bytes: {export()[-200:]}")


# profiles ---------------------------------------------------------------------------------------

CSV = PROFILES["csv"]
CATASTROPHES = ["((a+)+)$", "((a|a)*)b", r"(\w+\s?)+\!", "(a*)*b", "(a|aa)+$", "(.*a){20}", "^(([a-z])+.)+[A-Z]([a-z])+$", r"(x+x+)+y",
                "(?:(a+)b?)+?c", r"((?=(a+))\2*)*b", "(?R)?a+b", "(a(?1)?)*b", "(.*)*(.*)*(.*)*X"]


def check(what, text, want=(1,), code=None, **args):
    pathlib.Path("p.yaml").write_text(text, encoding="utf-8")
    return run(what, ["profile", "check", "p.yaml"], want=want, code=code, **args)


def profiles():
    spread("slow.csv", [ROW % (b"a" * 15000 + b"!x"), ROW % b"good one", b"2026-01-01T00:00:00Z," + b"xa" * 7000 + b"\n"])
    for pattern in CATASTROPHES:
        text = CSV + "message: {path: \"#2\", match: '" + pattern.replace("'", "''") + "'}\n"
        if check(f"the pattern {pattern}", text, want=(0, 1)).code != 0:
            continue
        r = load(f"the pattern {pattern}", ["slow.csv"], profile="p.yaml", want=(0, 3))
        if r.code == 3:
            told = run("its rejects", ["rejects", "list", "--db", "h.db"], want=(0,)).out
            if b"MAP-PATTERN" not in told:
                fail(f"the pattern {pattern}: rejects without a reason: {told[:300]}")
        if export().count(b"good one") != 1:
            fail(f"the pattern {pattern}: the good record is gone")
        sums(f"the pattern {pattern}")
    for pattern in ("(" * 2000, "a{65535}" * 500, "((a{1000}){1000}){1000}", "(?:" * 300 + ")" * 300, "[" * 50000, "(?<n>a)" * 5000, r"\p{L}" * 60000):
        check(f"the pattern {pattern[:20]}...", CSV + "message: {path: \"#2\", match: '" + pattern + "'}\n", want=(0, 1))
    laughs = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9))
    check("a billion laughs", laughs, code="PROFILE-YAML")
    check("an anchor", CSV + "notes: &n [x]\n", code="PROFILE-YAML")
    check("an alias of itself", "&a [*a]\n", code="PROFILE-YAML")
    check("a merge", CSV + "x: {<<: {a: b}}\n")
    check("a tag", CSV + "notes: !!python/object:os.system [x]\n", code="PROFILE-YAML")
    for name, begin, end in (("lists", "[", "]"), ("maps", "{a: ", "}"), ("open lists", "[", ""), ("open maps", "{", ""), ("? keys", "? ", "")):
        for depth in (33, 1000, 500000):
            both = (begin * depth + end * depth)[:1000000]
            check(f"{depth} {name} within each other", CSV + "notes: " + both + "\n")
    check("blocks within each other", "".join(" " * i + "a:\n" for i in range(1200)))
    check("lists in one line", "- " * 400000)
    check("a profile of 1 MiB and a byte", CSV + "#" * (1 << 20), code="PROFILE-YAML")
    check("a profile of 1 GB", CSV + "\n", want=(0,))
    with open("p.yaml", "r+b") as f:
        f.truncate(1 << 30)
    run("a profile of 1 GB", ["profile", "check", "p.yaml"], want=(1,))
    run("a profile without end", ["profile", "check", "/dev/zero"], want=(1,))
    check("a key of 1 MB", "x" * 1000000 + ": y\n")
    check("100,000 keys", "".join(f"k{i}: y\n" for i in range(100000))[:1000000])
    check("one key 100,000 times", "k: y\n" * 100000)
    n = 20000
    check("a catalog of 20,000 actions", CSV + "catalog:\n" + "".join(f"  a{i}: [C, L, '']\n" for i in range(n)), want=(0, 1))
    load("a catalog of 20,000 actions", ["slow.csv"], profile="p.yaml")
    check("20,000 prefixes", CSV + "catalog:\n" + "".join(f"  'a{i}.*': [C, L, '']\n" for i in range(n)), want=(0, 1))
    check("20,000 items", CSV + "items:\n" + "".join(f"  - {{role: target, type: t, key: \"#{i % 9 + 1}\"}}\n" for i in range(n)), want=(0, 1))
    load("20,000 items", ["slow.csv"], profile="p.yaml")
    check("10,000 patterns", CSV + "items:\n" + "".join(f"  - {{role: target, type: t, key: {{path: \"#2\", match: 'a{i}'}}}}\n" for i in range(10000)), want=(0, 1))
    load("10,000 patterns", ["slow.csv"], profile="p.yaml", seconds=SECONDS * 3)
    check("a map of 40,000 texts", CSV + "message: {path: \"#2\", map: {" + ",".join(f"a{i}: b" for i in range(40000)) + "}}\n", want=(0, 1))
    check("a path of 10,000 steps", CSV + "message: " + ".".join(["a"] * 10000) + "\n")
    check("a path of 100,000 ^", CSV + "message: '" + "^." * 100000 + "a'\n", want=(0, 1))
    check("a column far out", CSV + "message: '#99999999999999999999'\n", want=(0, 1))
    check("firsts within firsts", CSV + "message: " + "{first: [" * 25 + "a" + "]}" * 25 + "\n", want=(0, 1))
    check("a sentence of 1 MB", CSV + "catalog: {any: [C, L, '" + "x" * 1000000 + "']}\n")
    check("a sentence 10,000 sections deep", CSV + "catalog: {any: [C, L, '" + "{{#a}}" * 10000 + "{{/a}}" * 10000 + "']}\n")
    for name, raw in (("bytes that are no text", bytes(range(256))), ("UTF-16", CSV.encode("utf-16")), ("a NUL", CSV.encode() + b"notes: [\"\\0\"]\n"),
                      ("half a character", CSV.encode() + b"notes: [\xc3]\n"), ("tabs", b"\t" * 100000), ("nothing", b""), ("two documents", CSV.encode() * 2)):
        pathlib.Path("p.yaml").write_bytes(raw)
        run(f"a profile of {name}", ["profile", "check", "p.yaml"], want=(1,))


# themes -----------------------------------------------------------------------------------------

def themes():
    spread("t.csv", [ROW % b"x"])
    load("a dump", ["t.csv"], want=(0,))
    run("the theme", ["theme", "export", "theme"], want=(0,))
    page, name = pathlib.Path("theme/index.mustache"), "index"
    whole = page.read_text(encoding="utf-8")
    for what, text in (
            ("sections 100,000 deep", "{{#a}}" * 100000 + "{{/a}}" * 100000), ("open sections", "{{#a}}" * 100000), ("ends of sections", "{{/a}}" * 100000),
            ("a partial of itself", "{{>" + name + "}}"), ("a partial of itself twice", "{{>" + name + "}}" * 2),
            ("a parent of itself", "{{<" + name + "}}{{/" + name + "}}"), ("10,000 partials", "{{>none}}" * 10000),
            ("blocks 10,000 deep", "".join("{{$b%d}}" % i for i in range(10000)) + "".join("{{/b%d}}" % i for i in reversed(range(10000)))),
            ("open braces", "{{" * 500000), ("a tag without end", "{{" + "a" * 1000000), ("a name of 1 MB", "{{" + "a" * 1000000 + "}}"),
            ("dots", "{{a" + ".a" * 100000 + "}}"), ("odd delimiters", "{{=" + "<" * 100000 + " " + ">" * 100000 + "=}}"),
            ("changing delimiters", "{{=<% %>=}}<%={{ }}=%>" * 20000), ("elements 100,000 deep", "<div>" * 100000), ("an open comment", "<!--" * 100000),
            ("2 MiB", "x" * (2 << 20)), ("a script", "<script>{{x}}</script>"), ("an unquoted attribute", "<p class={{x}}>"),
            ("a bare value", "{{{x}}}"), ("bytes", "\0\x01\x1b[31m"), ("a partial elsewhere", "{{>../../../etc/passwd}}"), ("an absolute one", "{{>/etc/passwd}}")):
        page.write_text(text, encoding="utf-8")
        shutil.rmtree("site", ignore_errors=True)
        r = run(f"a theme with {what}", ["report", "--db", "h.db", "--theme", "theme", "--out", "site"], want=(0, 1))
        if r.code == 1 and os.path.exists("site"):
            fail(f"a theme with {what}: half a report is left")
        if b"root:x" in r.out + r.err or (r.code == 0 and b"root:x" in b"".join(p.read_bytes() for p in pathlib.Path("site").rglob("*.html"))):
            fail(f"a theme with {what} reads files of this machine")
    page.write_text(whole, encoding="utf-8")
    shutil.rmtree("site", ignore_errors=True)
    run("the theme as it was", ["report", "--db", "h.db", "--theme", "theme", "--out", "site"], want=(0,))


main({"archives": archives, "encodings": encodings, "profiles": profiles, "themes": themes})
