"""What the tests of hostile input share: each run of the program ends with an exit code of 0, 1 or 3, soon, in
bounded memory, with a message for people.

Each is called NAME.py PROGRAM SOURCE DATA WORK PART; exit 77 where something is missing.
"""
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys

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


def spread(path, chunks):
    with open(path, "wb") as f:
        for c in chunks:
            f.write(c)
    return [path]


def main(parts):
    parts[part]()
    if failures:
        sys.exit(f"{len(failures)} failures")
