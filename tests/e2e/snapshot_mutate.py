#!/usr/bin/env python3
"""Changes a snapshot and verifies it: whatever is changed is caught and named, and nothing else is.

snapshot_mutate.py PROGRAM SOURCE DATA WORK [N [SEED]]: N changes (2,000; 200 in the suite).

Each change is one of bytes, lines or files, anywhere in the snapshot.  It is verified as it is, and again with
all manifests and Payload-Oxum made anew, as somebody without the key can.  With the key and --since the last
checkpoint, `trailbook verify` and the verify.py of the snapshot must both say 4 and name what was changed,
or, where the change is neutral, 0.  Neutral is what leaves each file as it was, but for:
- how the lines of the seal are wrapped;
- what lies in signatures/ besides the seal, which is in no manifest.
Neutral too, and asserted one by one: the name of the folder, modes, times, empty folders.  Not to be caught
by design, and asserted: a genuine snapshot without disclosures; without --since, an older genuine one.
"""
import contextlib
import hashlib
import importlib.util
import io
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys

program, source, _, work = sys.argv[1:5]
count = int(sys.argv[5]) if len(sys.argv) > 5 else 2000
seed = int(sys.argv[6]) if len(sys.argv) > 6 else 1
SEAL = "signatures/tagmanifest-sha256.txt.sshsig"
NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")
env = dict(os.environ, SOURCE_DATE_EPOCH="1767225600", LC_ALL="C", TZ="UTC")


def trailbook(*args, codes=(0,)):
    p = subprocess.run([program, *args], capture_output=True, env=env, timeout=300)
    if p.returncode not in codes:
        sys.exit("exit %d: trailbook %s\n%s" % (p.returncode, " ".join(args), p.stderr.decode(errors="replace")))
    return p.returncode, p.stderr.decode(errors="replace")


def dump(first, last):
    """Records with ids; some cannot be read, some have much in them."""
    rows = ["id,when,who,what,door,result"]
    for i in range(first, last):
        when = "yesterday" if i % 97 == 5 else "2026-01-%02dT%02d:%02d:00Z" % (i // 1440 + 1, i // 60 % 24, i % 60)
        who = ["anna", "böris", '"eve ""x"" \\y"', ""][i % 4]
        rows.append("e%d,%s,%s,%s,D%d,%s" % (i, when, who, ["opened", "closed"][i % 2], i % 7, ["ok", "refused"][i % 3 == 0]))
    return "\n".join(rows) + "\n"


def make():
    """Three snapshots, each longer; of the last one without disclosures too."""
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    os.chdir(work)
    shutil.copy(os.path.join(source, "tests/cli/in/doors.yaml"), "doors.yaml")
    trailbook("key", "new", "--quiet", "--name", "example.org/doors", "a.key")
    for n, (first, last) in enumerate(((0, 120), (120, 250), (250, 330))):
        pathlib.Path("%d.csv" % n).write_text(dump(first, last), encoding="utf-8")
        trailbook("import", "--quiet", "--profile", "./doors.yaml", "%d.csv" % n, codes=(0, 3))
        os.mkdir("out%d" % n)
        trailbook("snapshot", "--quiet", "--out", "out%d" % n, "--key", "a.key")
    os.mkdir("public")
    trailbook("snapshot", "--quiet", "--out", "public", "--key", "a.key", "--ledger-only")
    one = lambda folder: os.path.join(folder, os.listdir(folder)[0])
    return one("out0"), one("out1"), one("out2"), one("public")


def read(folder):
    """Path to bytes."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in pathlib.Path(folder).rglob("*") if p.is_file()}


class Folder:
    """The changed snapshot on disk: what differs from the one before is written."""

    def __init__(self, path):
        self.path, self.now = pathlib.Path(path), {}
        self.path.mkdir()

    def put(self, tree):
        for name in [n for n in self.now if tree.get(n) != self.now[n]]:
            (self.path / name).unlink()
            folder = (self.path / name).parent
            while folder != self.path and not any(folder.iterdir()):
                folder.rmdir()
                folder = folder.parent
        for name in [n for n in tree if tree[n] != self.now.get(n)]:
            p = self.path / name
            p.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(tree[name], str):
                p.symlink_to(tree[name])
            else:
                p.write_bytes(tree[name])
        self.now = dict(tree)


def remanifest(tree):
    """As somebody without the key would."""
    tree = {n: b for n, b in tree.items() if isinstance(b, bytes)}
    data = sorted(n for n in tree if n.startswith("data/"))
    oxum = b"Payload-Oxum: %d.%d" % (sum(len(tree[n]) for n in data), len(data))
    if "bag-info.txt" in tree:
        tree["bag-info.txt"] = re.sub(rb"Payload-Oxum: [0-9.]*", oxum, tree["bag-info.txt"])
    digests = lambda a, names: "".join("%s  %s\n" % (hashlib.new(a, tree[n]).hexdigest(), n) for n in names).encode()
    for a in ("sha256", "sha512"):
        tree["manifest-%s.txt" % a] = digests(a, data)
    tags = sorted(n for n in tree if not n.startswith(("data/", "signatures/", "tagmanifest-")))
    for a in ("sha256", "sha512"):
        tree["tagmanifest-%s.txt" % a] = digests(a, tags)
    return tree


def unwrapped(seal):
    return re.sub(rb"(?<!-)\n(?!-)", b"", seal) if isinstance(seal, bytes) else seal


def is_neutral(tree, base):
    """Is it the same snapshot?"""
    beside = lambda t: {n: b for n, b in t.items() if not n.startswith("signatures/")}
    plain = all(isinstance(b, bytes) and all(NAME.fullmatch(part) for part in n.split("/")) for n, b in tree.items()
                if n.startswith("signatures/"))
    return plain and beside(tree) == beside(base) and SEAL in tree and \
        re.sub(rb"\n+", b"\n", unwrapped(tree[SEAL])) == re.sub(rb"\n+", b"\n", unwrapped(base[SEAL]))


def change_bytes(r, b, other):
    """One change of the bytes b."""
    at, n = r.randrange(len(b) + 1), r.choice((1, 1, 2, 7, 43, 300))
    kind = r.choice(("flip", "flip", "set", "insert", "delete", "swap", "double", "cut", "end"))
    if kind == "flip" and b:
        at %= len(b)
        return kind, b[:at] + bytes([b[at] ^ 1 << r.randrange(8)]) + b[at + 1:]
    if kind == "set":
        return kind, b[:at] + bytes([r.choice(b'0"\n\r\t {}[]/=\0\xff')]) + b[at + 1:]
    if kind == "insert":
        return kind, b[:at] + r.choice((b"0", b"\n", b"\r", b" ", b"\0", b"\xef\xbb\xbf", b"\xff", other[:n], b"x" * 70000)) + b[at:]
    if kind == "delete":
        return kind, b[:at] + b[at + n:]
    if kind == "swap":
        return kind, b[:at] + b[at + n:at + 2 * n] + b[at:at + n] + b[at + 2 * n:]
    if kind == "double":
        return kind, b[:at + n] + b[at:at + n] + b[at + n:]
    return kind, b[:at] if kind == "cut" else b.rstrip(b"\n") if b.endswith(b"\n") else b + b"\n"


def change_lines(r, b, other):
    lines, i = b.splitlines(keepends=True) or [b""], 0
    i, k = r.randrange(len(lines)), r.randrange(len(lines))
    kind = r.choice(("drop", "double", "swap", "move", "put", "digit", "crlf", "blank"))
    if kind == "drop":
        del lines[i]
    elif kind == "double":
        lines.insert(k, lines[i])
    elif kind == "swap":
        lines[i], lines[k] = lines[k], lines[i]
    elif kind == "move":
        lines.insert(k, lines.pop(i))
    elif kind == "put":
        lines.insert(i, r.choice(other.splitlines(keepends=True) or [b"\n"]))
    elif kind == "digit":
        lines[i] = re.sub(rb"[0-9]", lambda m: b"%d" % ((int(m[0]) + 1) % 10), lines[i], count=r.randrange(1, 4))
    elif kind == "crlf":
        lines[i] = lines[i].rstrip(b"\n") + b"\r\n"
    else:
        lines.insert(i, b"\n")
    return "line " + kind, b"".join(lines)


def change_files(r, tree, older):
    names = sorted(tree)
    a, b = r.choice(names), r.choice(names)
    folder = os.path.dirname(r.choice(names))
    new = os.path.join(folder, r.choice(("x", "000000000001.jsonl", "000000065536.tsv", "001.p", ".hidden", "ümlaut", "fetch.txt",
                                         "manifest-md5.txt", "000", "000000000007", "a b", os.path.basename(a) + "~", "x" * 101)))
    kind = r.choice(("remove", "add", "copy", "rename", "exchange", "empty", "older", "other", "link", "case"))
    if new in tree or any(n.startswith(new + "/") for n in names):
        kind = "remove"
    if kind == "remove":
        del tree[a]
    elif kind == "add":
        tree[new] = r.choice((b"", b"x\n", tree[b]))
    elif kind == "copy":
        tree[new] = tree[a]
    elif kind == "rename":
        tree[new] = tree.pop(a)
    elif kind == "exchange":
        tree[a], tree[b] = tree[b], tree[a]
    elif kind == "empty":
        tree[a] = b""
    elif kind == "older":
        n = r.choice(sorted(older))
        tree[n] = older[n]
    elif kind == "other":
        tree[a] = tree[b]
    elif kind == "link":
        tree[r.choice((a, new))] = r.choice(("/etc/passwd", os.path.basename(b), "missing"))
    else:
        tree[os.path.join(os.path.dirname(a), os.path.basename(a).swapcase())] = tree.pop(a)
    return "file " + kind


def change(r, base, older):
    """A changed copy, and what was done."""
    tree = dict(base)
    if r.random() < 0.25:
        return change_files(r, tree, older), tree
    name, other = r.choice(sorted(tree)), tree[r.choice(sorted(tree))]
    kind, tree[name] = r.choice((change_bytes, change_bytes, change_lines))(r, tree[name], other)
    return kind, tree


class Script:
    """verify.py, in this process; what openssl once said of a signature is not asked again."""

    def __init__(self, path):
        spec = importlib.util.spec_from_file_location("verify", path)
        self.module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.module)
        ask, known = self.module.Key.signed, {}

        def signed(key, data, signature):
            if (key.bytes, data, signature) not in known:
                known[key.bytes, data, signature] = ask(key, data, signature)
            return known[key.bytes, data, signature]
        self.module.Key.signed = signed

    def __call__(self, *args):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            code = self.module.run(["verify.py", *args])
        return code, out.getvalue()


def check(folder, script, want, names, what):
    """Both say so."""
    args = ["--since", since]
    code, said = trailbook("verify", "--verbose", "--json", "--key", "a.key.vkey", *args, str(folder), codes=(0, 4))
    theirs, told = script(str(folder), "a.key.vkey", *args)
    if code != want or theirs != want:
        sys.exit("%s: verify says %d, verify.py %d, %d is right\n%s\n%s" % (what, code, theirs, want, said, told))
    if want == 4 and not (re.search(r"\[[A-Z]+-[A-Z0-9]+\]", said) and any(n in said for n in names)):
        sys.exit("%s: none of %s is named\n%s" % (what, names, said))


def check_neutral(folder, base, script):
    """What makes no difference."""
    check(folder.path, script, 0, [], "untouched")
    for name in base:
        os.chmod(folder.path / name, 0o400)
        os.utime(folder.path / name, (1, 1))
    os.mkdir(folder.path / "empty")
    os.mkdir(folder.path / "data/not empty")
    check(folder.path, script, 0, [], "modes, times, empty folders")
    for name in ("empty", "data/not empty"):
        os.rmdir(folder.path / name)
    for name in base:
        os.chmod(folder.path / name, 0o600)
    folder.path.rename("renamed")
    check("renamed", script, 0, [], "the folder's name")
    os.rename("renamed", folder.path)
    text = b"".join(base[SEAL].split(b"\n")[1:-2])
    for width in (1, 64, 76, 10000):
        lines = b"".join(text[i:i + width] + b"\n" for i in range(0, len(text), width))
        folder.put({**base, SEAL: b"-----BEGIN SSH SIGNATURE-----\n" + lines + b"-----END SSH SIGNATURE-----\n"})
        check(folder.path, script, 0, [], "a seal of %d characters a line" % width)
    folder.put({n: b for n, b in base.items() if n == SEAL or not n.startswith("signatures/")} | {"signatures/x.tsr": b"x"})
    check(folder.path, script, 0, [], "what else is in signatures/")


first, second, last, public = make()
since = os.path.join(last, "data/log/checkpoint")
base, older = read(last), read(second)
script = Script(os.path.join(last, "data/tools/verify.py"))
folder = Folder("changed")
folder.put(base)
check_neutral(folder, base, script)
check(public, script, 0, [], "without disclosures, by design")
for old in (first, second):
    check(old, script, 4, [since], "an older one")
    if trailbook("verify", "--key", "a.key.vkey", old)[0] != 0 or script(old, "a.key.vkey")[0] != 0:
        sys.exit("an older one without --since, by design")

r, done, neutral, kinds = random.Random(seed), 0, 0, {}
caught = [0, 0]
while done < count:
    kind, tree = change(r, base, older)
    if tree == base:
        continue
    done += 1
    kinds[kind] = kinds.get(kind, 0) + 1
    for again, t in enumerate((tree, remanifest(tree))):
        if t == base:
            continue
        changed = [n for n in {*t, *base} if t.get(n) != base.get(n)]
        want = 0 if is_neutral(t, base) else 4
        folder.put(t)
        check(folder.path, script, want, changed, "%d: %s%s of %s" % (done, kind, ", manifests anew" if again else "", changed[:5]))
        neutral += want == 0
        caught[again] += want == 4
print("%d changes of %d files: %d caught as they are, %d with manifests made anew, %d neutral" %
      (done, len(base), caught[0], caught[1], neutral))
print(", ".join("%s %d" % k for k in sorted(kinds.items())))
