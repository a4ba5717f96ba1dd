#!/usr/bin/env python3
"""What the key's owner changed and sealed again: what is made of the entries no longer says what they say.

resealed.py PROGRAM SOURCE DATA WORK

Both verifiers find each change, by --all where it is in what is passed over otherwise, and none where nothing was
changed.
"""
import os
import re
import shutil
import sqlite3
import subprocess
import sys

program, source, _, work = sys.argv[1:5]
env = dict(os.environ, SOURCE_DATE_EPOCH="1767225600", LC_ALL="C", TZ="UTC")
TABLE = "data/derived/events.csv"
DATABASE = "data/derived/audit.sqlite"


def trailbook(*args, codes=(0,)):
    p = subprocess.run([program, *args], capture_output=True, env=env, timeout=600)
    if p.returncode not in codes:
        sys.exit("exit %d: trailbook %s\n%s" % (p.returncode, " ".join(args), p.stderr.decode(errors="replace")))
    return p.returncode, (p.stdout + p.stderr).decode(errors="replace")


def make():
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    os.chdir(work)
    shutil.copy(os.path.join(source, "tests/cli/in/doors.yaml"), "doors.yaml")
    rows = ["id,when,who,what,door,result"]
    for i in range(60):
        who = ['"=1+2"', "-x", "'", '"\'=x"', '"eve ""x"" \\y"', "böris", "", '" a"', "@b,", '"two\nlines"'][i % 10]
        rows.append("e%d,%s,%s,%s,D%d,%s" % (i, "yesterday" if i == 7 else "2026-01-02T10:%02d:00Z" % i, who,
                                             ["opened", "closed", "+locked"][i % 3], i % 7, ["ok", "refused"][i % 4 == 0]))
    with open("d.csv", "w", encoding="utf-8", newline="\n") as f:
        f.write("\n".join(rows) + "\n")
    trailbook("key", "new", "--quiet", "--name", "example.org/doors", "a.key")
    trailbook("import", "--quiet", "--profile", "./doors.yaml", "d.csv", codes=(0, 3))
    os.mkdir("out")
    trailbook("snapshot", "--quiet", "--out", "out", "--key", "a.key")
    return os.path.join("out", os.listdir("out")[0])


def reseal(bag):
    """Manifests, Payload-Oxum and seal made anew."""
    sh = lambda command: subprocess.run(["sh", "-ec", command], cwd=bag, check=True, env=env, capture_output=True)
    sh("for n in 256 512; do find data -type f | sort | xargs sha${n}sum >manifest-sha$n.txt; done")
    sh("sed -i \"s/^Payload-Oxum: .*/Payload-Oxum: $(find data -type f -exec cat {} + | wc -c).$(find data -type f | wc -l)/\" bag-info.txt")
    sh("for n in 256 512; do sha${n}sum bag-info.txt bagit.txt manifest-sha256.txt manifest-sha512.txt >tagmanifest-sha$n.txt; done")
    sh("rm -f signatures/*.sshsig; ssh-keygen -q -Y sign -f ../a.key -n audit-snapshot@v1 tagmanifest-sha256.txt;"
       "mv tagmanifest-sha256.txt.sig signatures/tagmanifest-sha256.txt.sshsig")


def verdicts(bag, *options):
    code, said = trailbook("verify", bag, "--key", "a.key.vkey", *options, codes=(0, 4))
    p = subprocess.run([sys.executable, os.path.join(bag, "data/tools/verify.py"), bag, "a.key.vkey"], capture_output=True)
    return code, said, p.returncode, (p.stdout + p.stderr).decode()


def attempt(good, what, code, change):
    shutil.rmtree("bag", ignore_errors=True)
    shutil.copytree(good, "bag")
    change("bag")
    reseal("bag")
    got, said, py, py_said = verdicts("bag", "--all")
    if code is None:
        if (got, py) != (0, 0) or "\nverified" not in said:
            sys.exit("%s: %d, %d\n%s%s" % (what, got, py, said, py_said))
        return
    if got != 4 or "[%s]" % code not in said or "seal        ok" not in said:
        sys.exit("%s: not found\n%s" % (what, said))
    if code != "VERIFY-TABLE":
        if py != 0 or "not verifiable here" not in py_said:
            sys.exit("%s: verify.py says %d: %s" % (what, py, py_said))
        return
    if py != 4 or "data/derived/" not in py_said:
        sys.exit("%s: verify.py says %d: %s" % (what, py, py_said))


def edit(change):
    def run(bag):
        path = os.path.join(bag, TABLE)
        with open(path, "rb") as f:
            before = f.read()
        after = change(before)
        if after == before:
            sys.exit("nothing was changed")
        with open(path, "wb") as f:
            f.write(after)
    return run


def sql(*texts):
    def run(bag):
        db = sqlite3.connect(os.path.join(bag, DATABASE))
        for text in texts:
            db.execute(text)
        db.commit()
        db.close()
    return run


def page(name, change):
    def run(bag):
        path = os.path.join(bag, "data/report", name)
        before = b""
        if os.path.exists(path):
            with open(path, "rb") as f:
                before = f.read()
        after = change(before)
        if after == before:
            sys.exit("nothing was changed in " + name)
        if after is None:
            os.remove(path)
            return
        with open(path, "wb") as f:
            f.write(after)
    return run


def damage(bag):
    with open(os.path.join(bag, DATABASE), "r+b") as f:
        f.seek(4096 * 12)
        f.write(b"\xff" * 4096)


def main():
    for tool in ("ssh-keygen", "sha512sum", "openssl"):
        if shutil.which(tool) is None:
            print("skipped: no " + tool)
            sys.exit(77)
    good = make()
    with open(os.path.join(good, TABLE), "rb") as f:
        table = f.read()
    for cell in (b"'+locked", b'"[[""person"",""=1+2""', b"Door opened"):
        if cell not in table:
            sys.exit("%r is not in the table" % cell)
    attempt(good, "nothing", None, lambda bag: None)
    attempt(good, "no table", None, lambda bag: os.remove(os.path.join(bag, TABLE)))
    rows = lambda t: t.split(b"\r\n")
    for what, change in {
        "a cell": lambda t: t.replace(b",denied,", b",success,", 1),
        "a time": lambda t: t.replace(b"T10:09:", b"T11:09:", 1),
        "a row less": lambda t: b"\r\n".join(rows(t)[:5] + rows(t)[6:]),
        "the last row less": lambda t: b"\r\n".join(rows(t)[:-2] + [b""]),
        "a row twice": lambda t: b"\r\n".join(rows(t)[:6] + rows(t)[5:]),
        "a row more": lambda t: t + rows(t)[-2] + b"\r\n",
        "rows exchanged": lambda t: b"\r\n".join(rows(t)[:3] + [rows(t)[4], rows(t)[3]] + rows(t)[5:]),
        "a name of a column": lambda t: t.replace(b"outcome", b"result", 1),
        "a guard": lambda t: t.replace(b"'+locked", b"+locked", 1),
        "no line end": lambda t: t[:-2],
        "nothing in it": lambda t: b"",
    }.items():
        attempt(good, what, "VERIFY-TABLE", edit(change))
    for what, texts in {
        "an outcome": ["UPDATE event SET outcome=1 WHERE id=1"],
        "a message": ["UPDATE event SET message='x' WHERE id=2"],
        "a time": ["UPDATE event SET at=at+1000000000 WHERE id=3"],
        "a key": ["UPDATE item SET key='eve' WHERE key='D3'"],
        "an act": ["UPDATE act SET clear=replace(clear,'60','61') WHERE kind='import'"],
        "entries exchanged": ["UPDATE entry SET event=-1 WHERE event=4", "UPDATE entry SET event=4 WHERE event=5",
                              "UPDATE entry SET event=5 WHERE event=-1"],
        "an entry less": ["DELETE FROM entry WHERE idx=20"],
        "the last entry less": ["DELETE FROM entry WHERE idx=(SELECT max(idx) FROM entry)"],
        "an entry more": ["INSERT INTO act VALUES(99,1,'hold','{}','{}')", "INSERT INTO entry SELECT max(idx)+1,NULL,99,x'',x'' FROM entry"],
        "an event less": ["DELETE FROM event WHERE id=6"],
        "an event more": ["INSERT INTO event SELECT 9999,at+1,ident,variant,n,content,leaves,native,time_text,time_how,action,outcome,reason,"
                          "request,count,ip,agent,location,channel,message,attributes,parties,record,sub,offset,length,digest,flags,import"
                          " FROM event WHERE id=1"],
        "a table more": ["CREATE TABLE more(x)"],
        "a trigger": ["CREATE TRIGGER t AFTER INSERT ON act BEGIN SELECT 1; END"],
        "another view": ["DROP VIEW tally_view", "CREATE VIEW tally_view AS SELECT 1"],
    }.items():
        attempt(good, what + " of the database", "VERIFY-DATABASE", sql(*texts))
    attempt(good, "a page of the database", "VERIFY-DATABASE", damage)
    for what, name, change in (
            ("a word", "index.html", lambda b: b.replace(b"Audit trail", b"Audit trial", 1)),
            ("a cell", "csv/events.csv", lambda b: b.replace(b"D2", b"D1", 1)),
            ("a page less", "failures.html", lambda b: None),
            ("a page more", "more.html", lambda b: b"<p>"),
            ("a script", "trailbook.js", lambda b: b + b";")):
        attempt(good, what + " of the report", "VERIFY-REPORT", page(name, change))
    # After an erasure all of it is made of what is left.
    trailbook("redact", "--quiet", "--item", "person:böris", "--reason", "art17", "--by", "dpo", "--key", "a.key")
    os.mkdir("erased")
    trailbook("snapshot", "--quiet", "--out", "erased", "--key", "a.key")
    code, said, py, py_said = verdicts(os.path.join("erased", os.listdir("erased")[0]), "--all")
    if (code, py) != (0, 0) or not re.search("report      ok.*\n(.*\n)*verified", said):
        sys.exit("after an erasure: %d, %d\n%s%s" % (code, py, said, py_said))
    print("what the key's owner changed is found")


main()
