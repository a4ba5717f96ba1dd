#!/usr/bin/env python3
"""Hostile and odd dumps through the whole import: an exit code of 0, 1 or 3, soon, in bounded memory,
with a message for people, nothing expanded, nothing fetched, nothing written elsewhere.

hostile.py PROGRAM SOURCE DATA WORK suites|packed [GIGABYTES]|wide|files; exit 77 where something is missing.
"""
import glob
import gzip
import io
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tarfile
import threading
import time
import zipfile
import zlib

program, source, data, work, part = sys.argv[1:6]
shutil.rmtree(work, ignore_errors=True)
os.makedirs(work)
os.chdir(work)
sanitized = b"__asan_init" in pathlib.Path(program).read_bytes()
SECONDS = 60 if sanitized else 10
MEMORY = 300 << 20
SCALE = 16 if sanitized else 1  # sizes that only take time are divided by it
failures = []

PROFILES = {
    "csv": "profile: any-csv\ntitle: any\n"
           "read: {format: csv, header: no}\ntime: {at: \"#1\", formats: [iso]}\naction: {const: any}\n",
    "json": "profile: any-json\ntitle: any\nread: {format: json}\n"
            "time: {at: ts, formats: [iso]}\naction: {const: any}\n",
    "xml": "profile: any-xml\ntitle: any\n"
           "read: {format: xml, record: %(record)s}\ntime: {at: ts, formats: [iso]}\naction: {const: any}\n",
}


def profile(kind, **more):
    name = "-".join([kind, *more.values()])[:100] + ".yaml"
    quoted = {k: "'" + v + "'" for k, v in more.items()}
    pathlib.Path(name).write_text(PROFILES[kind] % quoted if more else PROFILES[kind], encoding="utf-8")
    return name


def fail(what):
    failures.append(what)
    print("FAILED:", what, flush=True)


def limits(seconds):
    """Time is the program's own: a machine may be busy."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    if not sanitized:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


RAW = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]")
RAW_JSON = re.compile(rb"[\x00-\x08\x0b-\x1f]")  # what JSON may hold as it is, data may hold


class Result:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err


def run(what, args, want=(0, 1, 3), code=None, under=(), stdin=subprocess.DEVNULL, seconds=None):
    """One run of the program; code: the diagnostic that it must print."""
    seconds = seconds or SECONDS
    try:
        p = subprocess.run([*under, program, *args], capture_output=True, stdin=stdin,
                           timeout=10 * seconds, preexec_fn=lambda: limits(seconds))
    except subprocess.TimeoutExpired as e:
        fail(f"{what}: still running after {10 * seconds} s")
        return Result(None, e.stdout or b"", e.stderr or b"")
    r = Result(p.returncode, p.stdout, p.stderr)
    said = r.err.decode(errors="replace")[-700:]
    if p.returncode not in want:
        fail(f"{what}: exit {p.returncode}, wanted {want}: {said}")
    elif p.returncode == 1 and not re.search(rb"\[[A-Z0-9]+-[A-Z0-9-]+\]|MEMORY: ", r.err):
        fail(f"{what}: no message: {said}")
    elif code and f"[{code}]".encode() not in r.err:
        fail(f"{what}: no [{code}]: {said}")
    raw = (RAW_JSON if "--json" in args or "export" in args else RAW).search(r.out) or RAW.search(r.err)
    if raw:
        fail(f"{what}: raw control characters: {raw.string[max(0, raw.start() - 100):raw.end() + 100]}")
    for line in r.err.splitlines():
        if len(line) > 2000:
            fail(f"{what}: a message of {len(line)} bytes")
    return r


def load(what, paths, kind="csv", db="h.db", more=(), **args):
    if os.path.exists(db):
        os.remove(db)
    prof = args.pop("profile", None) or profile(kind)
    return run(what, ["import", "--db", db, "--profile", prof, *more, "--", *paths], **args)


def export(db="h.db"):
    if not os.path.exists(db):
        return b""
    return subprocess.run([program, "export", "--db", db], capture_output=True).stdout


def sums(what, db="h.db"):
    """Records and events add up, in the store's own words."""
    if not os.path.exists(db) or not shutil.which("sqlite3"):
        return
    got = subprocess.run(["sqlite3", "-batch", db, "select count(*) from import where records<>mapped+skipped+rejected"
                          " or made<>stored+duplicate+suppressed"], capture_output=True).stdout.strip()
    if got != b"0":
        fail(f"{what}: the sums do not hold: {got}")


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
    inside = set()
    row = b"2026-01-01T00:00:00Z,x\n"
    os.mkdir("box")
    os.chdir("box")
    profile("csv"), profile("json")
    before = {str(p) for p in pathlib.Path("..").rglob("*")}
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
    many = io.BytesIO()
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

def spread(path, chunks):
    with open(path, "wb") as f:
        for c in chunks:
            f.write(c)
    return [path]


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


# files ------------------------------------------------------------------------------------------

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


def main(parts):
    parts[part]()
    if failures:
        sys.exit(f"{len(failures)} failures")


if __name__ == "__main__":
    main({"suites": suites, "packed": packed, "wide": wide, "files": files})
