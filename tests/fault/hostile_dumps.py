#!/usr/bin/env python3
"""Hostile and odd dumps through the whole import: nothing is expanded, fetched or written elsewhere.

hostile_dumps.py PROGRAM SOURCE DATA WORK suites|packed [GIGABYTES]|wide; see hostile.py.
"""
import glob
import gzip
import io
import json
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tarfile
import threading
import zipfile
import zlib

from hostile import (PROFILES, SCALE, SECONDS, data, export, fail, load, main, profile, program, run, sanitized,
                     spread, sums)

# suites -----------------------------------------------------------------------------------------

def text_of(raw):
    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if raw.startswith(mark):
            return raw[len(mark):].decode(name, errors="replace")
    return raw.decode("latin-1")


def root_of(raw):
    text = re.sub(r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>", "", text_of(raw), flags=re.S)
    m = re.search(r"<([A-Za-z_][A-Za-z0-9_.-]*)", text)
    return m.group(1) if m else "doc"


def has_dtd(raw):
    text = re.sub(r"<!--.*?-->|<\?.*?\?>", "", text_of(raw), flags=re.S).lstrip()
    return text.startswith("<!DOCTYPE")


def group(what, kind, paths, **more):
    """Many dumps in one run, then its store; the secrets of a machine and expansions are not in it."""
    db = "group.db"
    if os.path.exists(db):
        os.remove(db)
    prof = profile(kind, **more)
    r = run(what, ["import", "--json", "--db", db, "--profile", prof, "--", *paths])
    if r.code not in (0, 1, 3):
        for path in paths:
            load(path, [path], profile=prof)
        return []
    told = json.loads(r.out)["dumps"]
    if [d["dump"] for d in told] != list(paths):
        fail(f"{what}: told of {len(told)} dumps, not of {len(paths)}")
    sums(what, db)
    out = export(db)
    size = sum(os.path.getsize(p) for p in paths)
    if len(out) > 20 * size + 2000 * len(paths):
        fail(f"{what}: {size} bytes became {len(out)}")
    for secret in (b"root:x:0", b"daemon:"):
        if secret in out:
            fail(f"{what}: the export holds a file of this machine")
    return told


def network(paths, prof):
    if not shutil.which("strace"):
        print("no strace: the network is not watched")
        return
    db = "net.db"
    env = dict(os.environ, ASAN_OPTIONS="detect_leaks=0")
    p = subprocess.run(["strace", "-f", "-e", "trace=network", "-o", "trace.txt", program, "import", "--quiet", "--db",
                        db, "--profile", prof, "--", *paths], capture_output=True, env=env)
    if p.returncode not in (0, 1, 3):
        print("strace does not work here:", p.stderr[-200:])
        return
    calls = [line for line in open("trace.txt", errors="replace") if re.search(r"(socket|connect|sendto)\(", line)]
    if calls:
        fail(f"network: {calls[0]}")


def suites():
    base = pathlib.Path(data, "conformance")
    if not base.is_dir():
        print("skipped: no conformance suites")
        sys.exit(77)
    with tarfile.open(base / "w3c-xmlts20130923.tar.gz") as t:
        wanted = [m for m in t.getmembers() if m.isfile() and re.search(r"not-wf|invalid", m.name)]
        t.extractall("w3c", members=wanted)
    xml = sorted([str(p) for d in ("libxml2", "defusedxml") for p in (base / d).rglob("*")
                  if p.is_file() and p.suffix not in (".md",) and p.name not in ("LICENSE", "Copyright")] +
                 [str(p) for p in pathlib.Path("w3c").rglob("*") if p.is_file()])
    roots = {}
    for path in xml:
        roots.setdefault(root_of(pathlib.Path(path).read_bytes()), []).append(path)
    told = []
    for root, paths in sorted(roots.items()):
        for i in range(0, len(paths), 200):
            told += group(f"XML with root {root}", "xml", paths[i:i + 200], record=root)
    for d in told:
        raw = pathlib.Path(d["dump"]).read_bytes()
        if has_dtd(raw) and d["result"] != "failed":
            fail(f"{d['dump']}: has a DTD and was {d['result']}")
    clean = [d["dump"] for d in told if "not-wf" in d["dump"] and d["result"] == "imported" and d["rejected"] == 0
             and d["records"] > 0]
    print(f"{len(told)} XML documents of {len(roots)} roots; {len(clean)} not well-formed ones gave records only")
    bombs = [d["dump"] for d in told if "defusedxml" in d["dump"] or "recurse" in d["dump"]]
    network(bombs, profile("xml", record="bomb"))
    network([d["dump"] for d in told if "external" in d["dump"]], profile("xml", record="root"))

    js = sorted(str(p) for p in (base / "JSONTestSuite").rglob("*.json"))
    told = []
    for i in range(0, len(js), 100):
        told += group("JSONTestSuite", "json", js[i:i + 100])
    print(f"{len(told)} JSON documents")
    network(js[:50], profile("json"))
    csvs = sorted(str(p) for d in ("commons-csv", "csvkit", "csv-spectrum", "encodings", "blns")
                  for p in (base / d).rglob("*") if p.is_file())
    for i in range(0, len(csvs), 100):
        told += group("CSV", "csv", csvs[i:i + 100])
    # And each format's documents as the two others; under sanitizers, some of them.
    if sanitized:
        xml, js, csvs = xml[::8], js[::8], csvs[::8]
    for kind in ("csv", "json"):
        for i in range(0, len(xml), 100):
            group(f"XML as {kind}", kind, xml[i:i + 100])
    group("JSON as XML", "xml", js, record="a")
    group("JSON as CSV", "csv", js)
    group("CSV as JSON", "json", csvs)
    group("CSV as XML", "xml", csvs, record="a")
    network(csvs, profile("csv"))


# packed -----------------------------------------------------------------------------------------

def zeros_gz(path, megabytes, fill=b"\0"):
    """gzip of so many MB, made small by streaming."""
    z = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = fill * ((1 << 20) // len(fill))
    with open(path, "wb") as f:
        for _ in range(max(megabytes // SCALE, 1)):
            f.write(z.compress(block))
        f.write(z.flush())


def repeat_gz(path, times):
    """10 GB and more out of 10 kB: one member of a deflate stream, repeated."""
    member = gzip.compress(b"\0" * (64 << 20), 9)
    with open(path, "wb") as f:
        for _ in range(max(times // SCALE, 1)):
            f.write(member)


def tar_of(path, entries):
    with tarfile.open(path, "w") as t:
        for name, kind, value in entries:
            info = tarfile.TarInfo(name)
            info.type = kind
            if kind == tarfile.REGTYPE:
                info.size = len(value)
                t.addfile(info, io.BytesIO(value))
                continue
            if kind in (tarfile.SYMTYPE, tarfile.LNKTYPE):
                info.linkname = value
            if kind in (tarfile.CHRTYPE, tarfile.BLKTYPE):
                info.devmajor, info.devminor = 1, 3
            t.addfile(info)


def zip_huge(path):
    """A member that says it holds 8 EiB, and one that says 4 GiB and holds a few bytes."""
    with zipfile.ZipFile(path, "w") as z:
        z.writestr("a.csv", "2026-01-01T00:00:00Z,x\n")
    raw = bytearray(pathlib.Path(path).read_bytes())
    for magic, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        i = raw.index(magic)
        raw[i + at:i + at + 4] = struct.pack("<I", 0xfffffffe)
    pathlib.Path(path).write_bytes(raw)


def packed():
    row = b"2026-01-01T00:00:00Z,x\n"
    os.mkdir("box")
    os.chdir("box")
    profile("csv"), profile("json")
    zeros_gz("../zeros.gz", 100)
    load("100 MB of zeros as CSV", ["../zeros.gz"])
    load("100 MB of zeros as JSON", ["../zeros.gz"], kind="json")
    zeros_gz("../quotes.gz", 64, b'"')
    load("64 MB of quotes", ["../quotes.gz"])
    zeros_gz("../opens.gz", 64, b"[")
    load("64 MB of brackets", ["../opens.gz"], kind="json")
    zeros_gz("../less.gz", 64, b"<a>")
    load("64 MB of tags", ["../less.gz"], profile=profile("xml", record="b"))
    zeros_gz("../less.gz", 1, b"<a>\n")
    load("1 MB of tags that are records", ["../less.gz"], profile=profile("xml", record="a"))
    zeros_gz("../lines.gz", 30, b"\n")
    load("30 MB of line feeds", ["../lines.gz"])
    load("30 MB of line feeds as JSON", ["../lines.gz"], kind="json")
    gigabytes = int(sys.argv[6]) if len(sys.argv) > 6 else 2
    repeat_gz("../zeros.gz", gigabytes * 16)
    load(f"{gigabytes} GB of zeros", ["../zeros.gz"], seconds=SECONDS * max(gigabytes, 2))
    pathlib.Path("../nested.gz").write_bytes(gzip.compress(gzip.compress(gzip.compress(gzip.compress(gzip.compress(row))))))
    load("gzip five times", ["../nested.gz"], code="INPUT-ARCHIVE", want=(1,))
    pathlib.Path("../twice.gz").write_bytes(gzip.compress(gzip.compress(row)))
    load("gzip twice", ["../twice.gz"], want=(0,))
    bomb = gzip.compress(gzip.compress(b"\0" * (64 << 20), 9) * 256, 9)
    pathlib.Path("../deep.gz").write_bytes(gzip.compress(bomb, 9))
    load("16 GB in gzip in gzip in gzip", ["../deep.gz"], code="INPUT-BOMB", want=(1,), seconds=SECONDS * 3)
    zip_huge("../huge.zip")
    load("a zip that lies about its size", ["../huge.zip"])
    with zipfile.ZipFile("../evil.zip", "w") as z:
        for name in ("../../evil-up.csv", "/tmp/evil-abs-trailbook.csv", "a/../../evil-mid.csv", "C:\\evil-win.csv",
                     "evil-\x1b[31m.csv", "n" * 60000 + ".csv"):
            z.writestr(name, row.decode())
    load("a zip with names that lead out", ["../evil.zip"], want=(0, 3))
    with zipfile.ZipFile("../many.zip", "w", zipfile.ZIP_DEFLATED) as z:
        for i in range(300 // SCALE):
            z.writestr(f"{i}.csv", row)
    load("a zip of 300 dumps", ["../many.zip"], more=["--quiet"], want=(0,), seconds=SECONDS * 3)
    with zipfile.ZipFile("../bomb.zip", "w", zipfile.ZIP_DEFLATED) as z:
        for i in range(3):
            with z.open(f"{i}.csv", "w") as f:
                for _ in range(50):
                    f.write(b"\0" * (1 << 20))
    load("a zip of zeros", ["../bomb.zip"])
    tar_of("../odd.tar", [
        ("dev/null", tarfile.CHRTYPE, None), ("dev/sda", tarfile.BLKTYPE, None), ("pipe", tarfile.FIFOTYPE, None),
        ("link.csv", tarfile.SYMTYPE, "/etc/passwd"), ("hard.csv", tarfile.LNKTYPE, "../../../etc/passwd"),
        ("../../evil-tar.csv", tarfile.REGTYPE, row), ("/tmp/evil-abs-trailbook.csv", tarfile.REGTYPE, row + row),
        ("dir", tarfile.DIRTYPE, None), ("good.csv", tarfile.REGTYPE, b"2026-01-02T00:00:00Z,y\n")])
    load("a tar of devices and links", ["../odd.tar"], want=(0,))
    out = export()
    if b"root:" in out or out.count(b"\n") != 3:
        fail(f"a tar of devices and links: {out[:300]}")
    raw = pathlib.Path("../odd.tar").read_bytes()
    for cut in (1, 511, 512, 513, 1500, 4000):
        pathlib.Path("../cut.tar").write_bytes(raw[:cut])
        load(f"a tar cut at {cut}", ["../cut.tar"])
    for name in ("many.zip", "evil.zip"):
        raw = pathlib.Path("..", name).read_bytes()
        for cut in (4, 30, 100, len(raw) // 2, len(raw) - 10):
            pathlib.Path("../cut.zip").write_bytes(raw[:cut])
            load(f"{name} cut at {cut}", ["../cut.zip"], more=["--quiet"])
    import bz2
    import lzma
    for name, pack in (("bz2", bz2.compress), ("xz", lzma.compress)):
        raw = pack(b"\0" * ((100 << 20) // SCALE))
        pathlib.Path(f"../zeros.{name}").write_bytes(raw)
        load(f"100 MB of zeros in {name}", [f"../zeros.{name}"])
        for cut in (6, 20, len(raw) // 2, len(raw) - 3):
            pathlib.Path("../cut.bin").write_bytes(raw[:cut])
            load(f"{name} cut at {cut}", ["../cut.bin"])
    pathlib.Path("../empty.zip").write_bytes(b"PK\x05\x06" + b"\0" * 18)
    load("a zip of nothing", ["../empty.zip"], want=(0,))
    quine = pathlib.Path("../self.gz")
    quine.write_bytes(gzip.compress(b""))
    load("gzip of nothing", ["../self.gz"], want=(0,))
    for evil in (*glob.glob("/tmp/evil-*trailbook*"), *glob.glob("../../evil*"), *glob.glob("../../../evil*")):
        fail(f"{evil} was written")
    stray = {os.path.basename(p) for p in glob.glob("*")} - {"csv.yaml", "json.yaml", "xml-a.yaml", "xml-b.yaml", "h.db"}
    if stray:
        fail(f"files were written: {stray}")


# wide -------------------------------------------------------------------------------------------

def piped(what, start, end, code, **args):
    """Start, 4 GB of one field, and end, through a pipe; the good records around it are stored."""
    read, write = os.pipe()

    def feed():
        try:
            with open(write, "wb", buffering=0) as f:
                for chunk in (start, *[b"x" * (1 << 20)] * (4096 // SCALE), end):
                    while chunk:
                        chunk = chunk[f.write(chunk):]
        except BrokenPipeError:
            pass

    feeder = threading.Thread(target=feed)
    feeder.start()
    load(what, ["-"], stdin=read, want=(3,), code=code, seconds=4 * SECONDS, **args)
    os.close(read)
    feeder.join()
    if export().count(b"good") != 2:
        fail(f"{what}: swallows its neighbours")


def endless(good, element, line):
    xml = profile("xml", record="r")
    piped("a cell of 4 GB", good + b"2026-01-01T00:00:00Z,", b"\n" + good, "CSV-SIZE")
    piped("a quoted cell of 4 GB", good + b'2026-01-01T00:00:00Z,"', b'"\n' + good, "CSV-SIZE")
    piped("a string of 4 GB", line + b'{"a":"', b'"}\n' + line, "JSON-LONG", kind="json")
    piped("a text of 4 GB", element + b"<r><a>", b"</a></r>\n" + element, "XML-LONG", profile=xml)
    piped("an attribute of 4 GB", element + b'<r a="', b'"/>\n' + element, "XML-LONG", profile=xml)
    piped("a comment of 4 GB", element + b"<r><!--", b"--></r>\n" + element, "XML-LONG", profile=xml)


def wide():
    head = ",".join(f"c{i}" for i in range(1000000)).encode()
    cells = b",".join(b"%d" % i for i in range(1000000))
    headed = "headed.yaml"
    pathlib.Path(headed).write_text(PROFILES["csv"].replace(", header: no", "").replace('"#1"', "c0"))
    load("1,000,000 columns without a header", spread("cols.csv", [cells, b"\n", cells, b"\n"]))
    load("1,000,000 columns", spread("cols.csv", [head, b"\n", cells, b"\n", cells, b"\n"]), profile=headed)
    same = b",".join([b"same"] * 1000000)
    load("1,000,000 columns of one name", spread("cols.csv", [same, b"\n", cells, b"\n"]), profile=headed)
    load("1,000,000 empty columns", spread("cols.csv", [b"," * 1000000, b"\n"] * 3))
    keys = b"{" + b",".join(b'"k%d":%d' % (i, i) for i in range(1000000)) + b"}\n"
    load("1,000,000 keys", spread("keys.json", [keys]), kind="json")
    load("one key 1,000,000 times", spread("keys.json", [b"{" + b",".join([b'"k":1'] * 1000000) + b"}\n"]), kind="json")
    load("a list of 1,000,000", spread("keys.json", [b'{"a":[' + b",".join([b"1"] * 1000000) + b"]}\n"]), kind="json")
    load("a list of 1,000,000 objects", spread("keys.json", [b'{"a":[' + b",".join([b'{"k":1}'] * 1000000) + b"]}\n"]),
         kind="json")
    attrs = b"<r " + b" ".join(b'a%d="1"' % i for i in range(1000000)) + b"/>"
    load("1,000,000 attributes", spread("attrs.xml", [attrs]), profile=profile("xml", record="r"), code="XML-ATTRIBUTES")
    kids = b"<r>" + b"".join(b"<k%d/>" % i for i in range(500000)) + b"</r>"
    load("500,000 children", spread("kids.xml", [kids]), profile=profile("xml", record="r"))
    load("4,000,000 children", spread("kids.xml", [b"<r>", b"<k/>" * 4000000, b"</r>"]), profile=profile("xml", record="r"),
         code="XML-VALUES")
    load("6,000,000 values", spread("keys.json", [b'{"a":[', b"1," * 5999999, b"1]}\n"]), kind="json", code="JSON-VALUES")
    load("a child 1,000,000 times", spread("kids.xml", [b"<r>" + b"<k/>" * 1000000 + b"</r>"]), profile=profile("xml", record="r"))
    load("200,000 namespaces", spread("ns.xml", [b"<x " + b" ".join(b'xmlns:a%d="u%d"' % (i, i) for i in range(200000)) + b">" +
                                                 b"<r/>" * 100 + b"</x>"]), profile=profile("xml", record="r"))
    for depth in (100, 600, 100000):
        load(f"JSON {depth} deep", spread("deep.json", [b'{"a":' * depth, b"1", b"}" * depth, b"\n", b'{"ts":"2026-01-01"}\n']), kind="json")
        load(f"lists {depth} deep", spread("deep.json", [b"[" * depth, b"]" * depth, b"\n"]), kind="json")
        load(f"XML {depth} deep", spread("deep.xml", [b"<r>", b"<a>" * depth, b"</a>" * depth, b"</r><r/>"]), profile=profile("xml", record="r"))
        load(f"a record {depth} deep", spread("deep.xml", [b"<a>" * depth, b"<r/>", b"</a>" * depth]), profile=profile("xml", record="r"))
        load(f"records within records {depth} deep", spread("deep.xml", [b"<r>" * depth, b"</r>" * depth]), profile=profile("xml", record="r"))
        embed = pathlib.Path("embed.yaml")
        embed.write_text(PROFILES["csv"].replace("header: no", 'header: no, embed: ["#2"]'))
        load(f"a cell {depth} deep", spread("cell.csv", [b'2026-01-01,"' + b"[" * depth + b"]" * depth + b'"\n']), profile="embed.yaml")
    big = b"x" * (17 << 20)
    good = b"2026-01-01T00:00:00Z,good\n"
    load("a cell of 17 MiB", spread("big.csv", [good, b"2026-01-01T00:00:00Z,", big, b"\n", good * 3]), want=(3,))
    if os.path.exists("h.db") and export().count(b"good") != 4:
        fail("a cell of 17 MiB swallows its neighbours")
    load("a quoted cell of 17 MiB", spread("big.csv", [good, b'2026-01-01T00:00:00Z,"', big, b'"\n', good * 3]), want=(3,))
    if export().count(b"good") != 4:
        fail("a quoted cell of 17 MiB swallows its neighbours")
    line = b'{"ts":"2026-01-01T00:00:00Z","a":"good"}\n'
    load("a string of 17 MiB", spread("big.json", [line, b'{"a":"', big, b'"}\n', line * 3]), kind="json", want=(3,))
    if export().count(b"good") != 4:
        fail("a string of 17 MiB swallows its neighbours")
    load("an open string of 17 MiB", spread("big.json", [line, b'{"a":"', big, b"\n", line * 3]), kind="json", want=(3,))
    element = b"<r><ts>2026-01-01T00:00:00Z</ts><a>good</a></r>\n"
    load("a text of 17 MiB", spread("big.xml", [element, b"<r><a>", big, b"</a></r>\n", element * 3]), profile=profile("xml", record="r"), want=(3,))
    if export().count(b"good") != 4:
        fail("a text of 17 MiB swallows its neighbours")
    load("an attribute of 17 MiB", spread("big.xml", [element, b'<r a="', big, b'"/>\n', element * 3]), profile=profile("xml", record="r"), want=(3,))
    for what, begin, end in (("comment", b"<!--", b"-->"), ("processing instruction", b"<?p ", b"?>"),
                             ("CDATA section", b"<![CDATA[", b"]]>")):
        long = [element, begin, big, end, b"\n", element * 3]
        load(f"a {what} of 17 MiB", spread("big.xml", long), profile=profile("xml", record="r"), want=(0, 3))
        if export().count(b"good") != 4:
            fail(f"a {what} of 17 MiB swallows its neighbours")
        long[1:4] = [b"<r>", begin, big, end, b"</r>"]
        load(f"a {what} of 17 MiB in a record", spread("big.xml", long), profile=profile("xml", record="r"), want=(3,),
             code="XML-LONG")
        if export().count(b"good") != 4:
            fail(f"a {what} of 17 MiB in a record swallows its neighbours")
    endless(good, element, line)
    load("20 MB of quotes in a line", spread("quotes.csv", [good, b'"' * (20000000 // SCALE), b"\n", good]))
    # A reject each: the store takes some ten thousands of them a second.
    load("quotes and lines", spread("quotes.csv", [good, b'"\n' * (200000 // SCALE), good]))
    load("lines of open quotes", spread("quotes.csv", [good, b'a,"b\n' * (200000 // SCALE), good]))
    load("lines of half quotes", spread("quotes.csv", [good, b'"a"b\n' * (200000 // SCALE), good]))
    load("lines of lone brackets", spread("lone.json", [line, b"{\n" * (200000 // SCALE), line]), kind="json")
    load("lines of open strings", spread("lone.json", [line, b'{"a\n' * (200000 // SCALE), line]), kind="json")
    load("lists open to the end", spread("lone.json", [b"[", b"[1,\n" * (200000 // SCALE)]), kind="json")
    load("lines of open tags", spread("lone.xml", [element, b"<r>\n" * (200000 // SCALE), element]), profile=profile("xml", record="r"), seconds=SECONDS * 3)
    load("20 MB of open comments", spread("lone.xml", [element, b"<!--\n" * 4000000, element]), profile=profile("xml", record="r"), seconds=SECONDS * 3)
    load("lines of open CDATA", spread("lone.xml", [element, b"<r><![CDATA[\n" * (200000 // SCALE), element]), profile=profile("xml", record="r"), seconds=SECONDS * 3)
    load("20 MB of <", spread("lone.xml", [element, b"<" * (20000000 // SCALE), element]), profile=profile("xml", record="r"), seconds=SECONDS * 3)
    load("lines of open attributes", spread("lone.xml", [element, b'<r a="\n' * (200000 // SCALE), element]), profile=profile("xml", record="r"), seconds=SECONDS * 3)
    load("20 MB of end tags", spread("lone.xml", [element, b"</r>\n" * 4000000, element]), profile=profile("xml", record="r"))
    load("NULs in CSV", spread("nul.csv", [good, b"2026-01-01T00:00:00Z,a\0b\n", b"\0" * 100000, b"\n", good]))
    load("NULs in JSON", spread("nul.json", [line, b'{"a":"b\0c"}\n', b"\0" * 100000, b"\n", line]), kind="json")
    load("NULs in XML", spread("nul.xml", [element, b"<r>a\0b</r>", b"\0" * 100000, b"\n", element]), profile=profile("xml", record="r"))
    slow = pathlib.Path("slow.yaml")
    slow.write_text(PROFILES["csv"] + "items:\n  - {role: target, type: a, key: {path: \"#2\", match: '((a+)+)$'}}\n"
                    "  - {role: target, type: b, key: {path: \"#2\", match: '((a|a)*)b'}}\n"
                    "  - {role: target, type: c, key: {path: \"#2\", match: '(\\w+\\s?)+\\!'}}\n")
    load("a pattern without end", spread("slow.csv", [b"2026-01-01T00:00:00Z," + b"a" * 50000 + b"!x\n"] * 20), profile="slow.yaml")
    load("a pattern without end in 10 MB", spread("slow.csv", [b"2026-01-01T00:00:00Z," + b"a" * 10000000 + b"!x\n"]), profile="slow.yaml")
    load("many short slow cells", spread("slow.csv", [b"2026-01-01T00:00:00Z," + b"a" * 40 + b"!x\n"] * 3000), profile="slow.yaml")


main({"suites": suites, "packed": packed, "wide": wide})
