#!/usr/bin/env python3
"""Snapshots made by hand: both verifiers say that what is missing is what acts erased, and that acts tell the truth.

holes.py PROGRAM SOURCE DATA WORK [N]: N entries (100; more to see that memory and time stay in bounds).

The snapshots are made here, from a real one that nobody signed: what is wrong in them is signed too, so to say.
"""
import base64
import contextlib
import copy
import hashlib
import importlib.util
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

program, source, _, work = sys.argv[1:5]
count = int(sys.argv[5]) if len(sys.argv) > 5 else 100
env = dict(os.environ, SOURCE_DATE_EPOCH="1767225600", LC_ALL="C", TZ="UTC")
sha = lambda b: hashlib.sha256(b).digest()
b64u = lambda b: base64.urlsafe_b64encode(b).rstrip(b"=").decode()
dumps = lambda o: json.dumps(o, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
SHARD = 65536


def trailbook(*args, codes=(0,)):
    p = subprocess.run([program, *args], capture_output=True, env=env, timeout=600)
    if p.returncode not in codes:
        sys.exit("exit %d: trailbook %s\n%s" % (p.returncode, " ".join(args), p.stderr.decode(errors="replace")))
    return p.returncode, p.stdout.decode(errors="replace"), p.stderr.decode(errors="replace")


def make():
    """A snapshot of two dumps, one with records that cannot be read."""
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    os.chdir(work)
    shutil.copy(os.path.join(source, "tests/cli/in/doors.yaml"), "doors.yaml")
    for n, (first, last) in enumerate(((0, count // 2), (count // 2 - 3, count))):
        rows = ["id,when,who,what,door,result"]
        for i in range(first, last):
            when = "yesterday" if i % 97 == 5 else "2026-01-%02dT%02d:%02d:00Z" % (i // 1440 % 28 + 1, i // 60 % 24, i % 60)
            what = "locked" if n and i == last - 1 else ["opened", "closed"][i % 2]
            rows.append("e%d,%s,%s,%s,D%d,%s" % (i - (n and i == last - 1), when, ["anna", "böris", ""][i % 3], what, i % 7, "ok"))
        pathlib.Path("%d.csv" % n).write_text("\n".join(rows) + "\n", encoding="utf-8")
        trailbook("import", "--quiet", "--profile", "./doors.yaml", "%d.csv" % n, codes=(0, 3))
    os.mkdir("out")
    trailbook("snapshot", "--quiet", "--bare", "--out", "out")
    return pathlib.Path("out", os.listdir("out")[0])


class Ledger:
    """Entries, with what is disclosed of each: text by name."""

    def __init__(self, bag):
        self.bag, self.entries = bag, []
        for path in sorted((bag / "data/entries").iterdir()):
            self.entries += [[json.loads(line), {}] for line in path.read_text(encoding="utf-8").split("\n")[:-1]]
        for path in sorted((bag / "data/disclosures").iterdir()):
            for line in path.read_text(encoding="utf-8").split("\n")[:-1]:
                seq, text = line.split("\t", 1)
                self.entries[int(seq)][1][json.loads(text)[1]] = text
        for o, _ in self.entries:
            o.pop("fates", None)  # and no maps of records: as of stores before version 5

    def events(self):
        return [o["seq"] for o, _ in self.entries if "act" not in o]

    def find(self, act):
        return next(o for o, _ in self.entries if o.get("act") == act)

    def commit(self, seq, name, value, text=None):
        salt = b64u(sha(b"%d %s" % (seq, name.encode()))[:16])
        text = '["%s","%s",%s]' % (salt, name, dumps(value) if text is None else text)
        self.entries[seq][1][name] = text
        self.entries[seq][0].setdefault("_sd", {})[name] = b64u(sha(text.encode()))

    def act(self, kind, clear, hidden):
        seq = len(self.entries)
        self.entries.append([dict(clear, act=kind, at=1767225600, seq=seq, v=1), {}])
        for name, value in hidden.items():
            self.commit(seq, name, value)
        return seq

    def redact(self, runs, kind="redact", text=None, **changed):
        """An act that tells of runs; what they name is not taken away here."""
        number = lambda r: r[1] if len(r) > 1 and isinstance(r[1], int) else 0
        clear = {"reason": "gdpr-17", "events": sum(number(r) for r in runs if len(r) == 2),
                 "values": sum(number(r) * (len(r) - 2) for r in runs if len(r) > 2)}
        if kind == "prune":
            clear.update(src="doors", before="2026-02-01T00:00:00Z")
        clear.update(changed)
        hidden = {"by": "A. Nobody", "erased": runs, "note": ""}
        if kind == "redact":
            hidden["item"] = "00" * 32
        seq = self.act(kind, clear, hidden)
        if text is not None:
            self.commit(seq, "erased", None, text)
        return seq

    def drop(self, *runs):
        for run in runs:
            for seq in range(run[0], run[0] + run[1]):
                for name in run[2:] or list(self.entries[seq][1]):
                    del self.entries[seq][1][name]

    def tree(self, lines):
        """The tiles, and the root."""
        levels, files = [[sha(b"\0" + line) for line in lines]], {}
        fold = lambda h: h[0] if len(h) == 1 else sha(b"\1" + fold(h[:1 << (len(h) - 1).bit_length() - 1]) + fold(h[1 << (len(h) - 1).bit_length() - 1:]))
        while len(levels[-1]) >= 256:
            levels.append([fold(levels[-1][i:i + 256]) for i in range(0, len(levels[-1]) // 256 * 256, 256)])
        for level, hashes in enumerate(levels):
            for n in range(0, len(hashes), 256):
                part = hashes[n:n + 256]
                name = "%03d" % (n // 256) if n < 256000 else "x%03d/%03d" % (n // 256000, n // 256 % 1000)
                files["data/log/tile/%d/%s%s" % (level, name, "" if len(part) == 256 else ".p/%d" % len(part))] = b"".join(part)
        return files, fold(levels[0])

    def write(self, to, lines=None):
        """As snapshot does, all of it anew."""
        shutil.rmtree(to, ignore_errors=True)
        keep = lambda p: not re.match("data/(entries|disclosures|imports|log)/", p) and not re.match("(tag)?manifest", p)
        files = {p: (self.bag / p).read_bytes() for p in (str(q.relative_to(self.bag)) for q in self.bag.rglob("*") if q.is_file()) if keep(p)}
        lines = lines or [dumps(o).encode() for o, _ in self.entries]
        tiles, root = self.tree(lines)
        files.update(tiles)
        size, root = len(lines), base64.b64encode(root)
        origin = (self.bag / "data/log/checkpoint").read_bytes().split(b"\n")[0]
        files["data/log/checkpoint"] = b"%s\n%d\n%s\n" % (origin, size, root)
        for first in range(0, size, SHARD):
            part = range(first, min(first + SHARD, size))
            files["data/entries/%012d.jsonl" % first] = b"".join(lines[i] + b"\n" for i in part)
            files["data/disclosures/%012d.tsv" % first] = b"".join(
                b"%d\t%s\n" % (i, self.entries[i][1][n].encode()) for i in part for n in sorted(self.entries[i][1]))
        data = sorted(p for p in files if p.startswith("data/"))
        info = files["bag-info.txt"]
        for label, value in ((b"Payload-Oxum", b"%d.%d" % (sum(len(files[p]) for p in data), len(data))), (b"Audit-Log-Size", b"%d" % size),
                             (b"External-Identifier", b"%s-%012d" % (origin.replace(b"/", b"-"), size)), (b"Audit-Log-Root", root)):
            info = re.sub(rb"(?m)^%s: .*$" % label, lambda m: label + b": " + value, info)
        files["bag-info.txt"] = info
        digests = lambda a, names: "".join("%s  %s\n" % (hashlib.new(a, files[n]).hexdigest(), n) for n in names).encode()
        for a in ("sha256", "sha512"):
            files["manifest-%s.txt" % a] = digests(a, data)
        tags = sorted(p for p in files if not p.startswith("data/"))
        for a in ("sha256", "sha512"):
            files["tagmanifest-%s.txt" % a] = digests(a, tags)
        for name, content in files.items():
            p = pathlib.Path(to, name)
            p.parent.mkdir(parents=True, exist_ok=True)
            p.write_bytes(content)


bag = make()
spec = importlib.util.spec_from_file_location("verify", bag / "data/tools/verify.py")
script = importlib.util.module_from_spec(spec)
spec.loader.exec_module(script)
base = Ledger(bag)
cases = 0


def check(what, ledger, check, verdict, *words, lines=None):
    """Both verifiers say so of that check; words: of what is wrong, or odd."""
    global cases
    cases += 1
    ledger.write("made", lines)
    code, out, said = trailbook("verify", "made", "--json", codes=(0, 4))
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        theirs = script.run(["verify.py", "made"])
    found = {c["check"]: c["verdict"] for c in json.loads(out)["checks"]}
    good = verdict != "bad"
    mark = re.search(r"(?m)^%s +(ok|--)" % check, told.getvalue())
    if (code, theirs) != ((0, 3) if good else (4, 4)) or found[check] != verdict or (good and (mark is None or (mark[1] == "ok") != (verdict == "ok"))):
        sys.exit("%s: %s is to be %s\n%s\n%s\n%s" % (what, check, verdict, out, said, told.getvalue()))
    if re.search("although entry [0-9]+ erased it", told.getvalue()) and "[VERIFY-ERASED]" not in said:
        sys.exit("%s: the code is another\n%s" % (what, said))
    code = "[VERIFY-ACT]" if check == "acts" and not good else "[VERIFY-ODD]" if check == "acts" and words else ""
    if code not in said:
        sys.exit("%s: no %s\n%s" % (what, code, said))
    for word in words:
        if word not in said or word not in told.getvalue():
            sys.exit("%s: nothing is told of %s\n%s\n%s" % (what, word, said, told.getvalue()))


def holes():
    events = base.events()
    a, b, c = events[0], events[len(events) // 4], events[-1]
    k = count // 3

    def case(what, verdict, words, drop, *acts, then=None):
        led = copy.deepcopy(base)
        for act in acts:
            led.redact(**act) if isinstance(act, dict) else led.redact(act)
        led.drop(*drop)
        if then:
            then(led)
        check(what, led, "disclosures", verdict, *words)

    case("nothing is erased", "ok", [], [])
    case("a list of nothing", "ok", [], [], [])
    case("entries as a whole", "ok", [], [[a, 2], [b, 1]], [[a, 2], [b, 1]])
    case("single values", "ok", [], [[a, 2, "actor"], [b, 1, "actor", "data"]], [[a, 2, "actor"], [b, 1, "actor", "data"]])
    case("most of them", "ok", [], [[a, k]], dict(runs=[[a, k]], kind="prune"))
    case("some values, then all of them", "ok", [], [[a, k]], [[a, 1, "actor"], [a + 2, 1, "data", "message"]], dict(runs=[[a, k]], kind="prune"))
    case("two lists of the same", "ok", [], [[a, 3], [a + 3, 2, "data"]], [[a, 2], [a + 3, 1, "data"]], [[a + 1, 2], [a + 3, 2, "data"]])
    case("all values, one by one", "ok", [], [[a, 1]], [[a, 1, *sorted(base.entries[a][1])]])
    case("the name of a dump", "ok", [], [[base.find("import")["seq"], 1, "dump"]], [[base.find("import")["seq"], 1, "dump"]])
    case("what an act of erasing says", "ok", [], [[a, 1], [len(base.entries), 1, "by", "note"]], [[a, 1]], [[len(base.entries), 1, "by", "note"]])
    case("a value is dropped", "bad", ["entry %d: data is not disclosed" % b], [[b, 1, "data"]])
    case("an entry is dropped", "bad", ["entry %d: actor is not disclosed" % b], [[b, 1]])
    case("one more value", "bad", ["entry %d: data is not disclosed" % b], [[b, 1, "actor", "data"]], [[b, 1, "actor"]])
    case("one more entry before", "bad", ["entry %d: actor is not disclosed" % (b - 1)], [[b - 1, 3]], [[b, 2]])
    case("one more entry behind", "bad", ["entry %d: actor is not disclosed" % (b + 2)], [[b, 3]], [[b, 2]])
    case("an entry is there", "bad", ["entry %d:" % (b + 1), "entry %d erased it" % len(base.entries)], [[b, 1]], [[b, 2]])
    case("a value of it is there", "bad", ["entry %d:" % b], [[b, 1, "actor"]], [[b, 1]])
    case("a value is there", "bad", ["entry %d: actor is there" % b], [], [[b, 1, "actor"]])
    case("another value is there", "bad", ["entry %d: actor is there" % b], [[b, 1, "data"]], [[b, 1, "actor", "data"]])
    case("the first is there", "bad", ["entry %d:" % a], [[a + 1, 1]], [[a, 2]])
    case("the last is there", "bad", ["entry %d:" % c], [], [[c, 1]])
    case("what was never committed to", "bad", ["entry %d: zzz is there" % a], [[a, 1, "actor"]], [[a, 1, "actor", "zzz"]])
    case("nothing to erase", "bad", ["entry 0:"], [], [[0, 1]])
    seq = len(base.entries)
    for what, runs in (("overlap", [[a, 2], [a + 1, 1]]), ("twice", [[a, 1], [a, 1]]), ("order", [[b, 1], [a, 1]]), ("itself", [[seq, 1]]),
                       ("behind it", [[a, 1], [seq + 5, 1]]), ("reaching itself", [[a, seq + 1 - a]]), ("count 0", [[a, 0]]), ("negative", [[-1, 1]]),
                       ("names in order", [[a, 1, "data", "actor"]]), ("a name twice", [[a, 1, "data", "data"]]), ("no name", [[a, 1, ""]]),
                       ("a blank in it", [[a, 1, "a b"]]), ("a long name", [[a, 1, "x" * 65]]), ("too many", [[a, 1]] * 20001), ("no count", [[a]]), ("empty", [[]]),
                       ("text for numbers", [["1", 1]]), ("number for a name", [[a, 1, 5]]), ("a number", 5), ("no lists", [a]), ("fraction", [[a, 1.5]]),
                       ("an object", {}), ("huge", [[a, 1 << 70]]), ("true", [[a, True]])):
        led = copy.deepcopy(base)
        led.redact([])
        led.commit(seq, "erased", runs)
        check("a list that is none, " + what, led, "disclosures", "bad", "entry %d" % seq)
    for text in ("[[%d, 1]]", "[[0%d,1]]", "[[%d,1]],[]", "[[%d,1],]", "[[%d,1]", "[[%d,1,]]", '[[%d,1,"\\u0061"]]'):
        led = copy.deepcopy(base)
        led.redact([], events=1, text=text % a)
        led.drop([a, 1])
        check("a list that is spelled " + text, led, "disclosures", "bad", "entry %d" % seq)
    case("its own count of entries", "bad", ["entry %d: erased" % seq], [[a, 1]], dict(runs=[[a, 1]], events=2))
    case("its own count of values", "bad", ["entry %d: erased" % seq], [[a, 1, "data"]], dict(runs=[[a, 1, "data"]], values=0))
    led = copy.deepcopy(base)
    led.redact([[a, 1], [b, 1, "data"]])
    led.drop([a, 1], [b, 1, "data"], [seq, 1, "erased"])
    check("a list that is not disclosed", led, "disclosures", "not verifiable")
    led.redact([[b, 1, "actor"]])
    check("beside another one that is wrong", led, "disclosures", "bad", "entry %d: actor is there" % b)
    led = copy.deepcopy(base)
    led.act("amend", {"entry": a}, {"data": "{}"})
    check("amended, and all is there", led, "disclosures", "ok")
    led.drop([a, 1, "data"])
    check("amended", led, "disclosures", "ok")
    led.drop([b, 1, "data"])
    check("another one than is amended", led, "disclosures", "bad", "entry %d: data is not disclosed" % b)
    led = copy.deepcopy(base)
    led.act("amend", {"entry": a}, {"data": "{}"})
    led.redact([[a, 1], [seq, 1]])
    led.drop([a, 1], [seq, 1])
    check("amended, then erased", led, "disclosures", "ok")
    led.commit(a, "data", "x")
    check("amended, then erased, and there", led, "disclosures", "bad", "entry %d:" % a)


def acts():
    """What trailbook says that it did, against the entries."""
    events = base.events()
    imports = [o["seq"] for o, _ in base.entries if o.get("act") == "import"]
    first, second = imports

    def case(what, verdict, words, change, holes="ok"):
        led = copy.deepcopy(base)
        change(led)
        for i, (o, _) in enumerate(led.entries):
            o["seq"] = i
        check(what, led, "acts", verdict, *words)

    def put(seq, **members):
        def change(led):
            for name, value in members.items():
                led.entries[seq][0][name] = value
                if value is None:
                    del led.entries[seq][0][name]
        return change

    def several(*changes):
        return lambda led: [c(led) for c in changes]

    def swap(a, b):
        return lambda led: led.entries.__setitem__(slice(None), [led.entries[b if i == a else a if i == b else i] for i in range(len(led.entries))])

    def drop(seq):
        return lambda led: led.entries.pop(seq)

    def insert(seq, of):
        return lambda led: led.entries.insert(seq, copy.deepcopy(led.entries[of]))

    def add(kind, clear, hidden=(), at=None):
        def change(led):
            led.act(kind, clear, dict(hidden))
            if at is not None:
                led.entries.insert(at, led.entries.pop())
        return change

    n = base.entries[first][0]["entries"]
    case("the events of both imports", "ok", [], lambda led: None)
    case("no beginning", "bad", ["entry 0 does not begin"], drop(0))
    case("an event first", "bad", ["entry 0 does not begin"], insert(0, events[0]))
    case("two beginnings", "bad", ["entry %d begins" % second], insert(second, 0))
    case("another origin", "bad", ["entry 0"], put(0, origin="example.org/other"))
    case("another format", "bad", ["entry 0"], put(0, format=2))
    case("no store's id", "bad", ["entry 0"], put(0, store=None))
    case("another spelling of it", "bad", ["entry 0"], put(0, store="AB" * 16))
    case("an event left out", "bad", ["entry %d stands before the last" % (second - 1)], drop(events[3]))
    case("the last one left out", "bad", ["entry %d tells of 1 events more" % second], drop(len(base.entries) - 1))
    case("one put in", "bad", ["entry %d is an event that" % second], insert(second, events[0]))
    case("one twice", "bad", ["entry %d is not in order" % events[5]], insert(events[5], events[4]))
    case("two swapped", "bad", ["entry %d is not in order" % events[5]], swap(events[4], events[5]))
    case("one of another import", "bad", ["entry %d is an event that" % events[4]], put(events[4], **{"import": 2}))
    case("one of another source", "bad", ["entry %d is an event that" % events[4]], put(events[4], src="windows"))
    case("another number of entries", "bad", ["entry %d stands before" % second], put(first, entries=n + 1, stored=n + 1, made=n + 1))
    case("fewer of them", "bad", ["entry %d is an event that" % (second - 1)], put(first, entries=n - 1))
    case("taken out before it was sealed", "ok", [], put(first, stored=n + 1, made=n + 1))
    case("more entries than were stored", "bad", ["entry %d has counts" % first], put(first, stored=n - 1, made=n - 1))
    case("counts of records", "bad", ["entry %d has counts" % first], put(first, rejected=77))
    case("counts of events", "bad", ["entry %d has counts" % first], put(first, duplicate=77))
    case("conflicts", "bad", ["entry %d has counts" % first], put(first, conflicts=n + 1))
    case("the first event", "bad", ["entry %d tells of a first" % first], put(first, first=5))
    case("no first event", "bad", ["entry %d tells of a first" % first], put(first, first=None))
    case("an import's number", "bad", ["entry %d is of an import that was" % second], put(second, **{"import": 1}))
    case("a number that is none", "bad", ['"entries"'], put(first, entries="x"))
    case("a member left out", "bad", ['entry %d lacks "mapped"' % first], put(first, mapped=None))
    case("a member too many", "ok", ["entry %d has a member" % first], put(first, zebra=1))
    case("a member of an event too many", "ok", ["entry %d has a member" % events[0]], put(events[0], aardvark="x"))
    case("an event without a record", "bad", ['entry %d lacks "rec"' % events[0]], put(events[0], rec=None))
    case("record 0", "bad", ["entry %d is not in order" % events[0]], put(events[0], rec=0))
    case("a conflict with itself", "bad", ["entry %d tells of a conflict" % events[9]], put(events[9], conflict=events[9]))
    case("a conflict with an act", "bad", ["entry %d tells of a conflict" % events[9]], put(events[9], conflict=first))
    case("a conflict with an event", "ok", [], put(events[9], conflict=events[8]))

    def uncommit(name):
        return lambda led: (led.entries[events[9]][0]["_sd"].pop(name), led.entries[events[9]][1].pop(name))
    case("an event that commits to less", "bad", ["entry %d does not commit" % events[9]], uncommit("request"))
    case("an item less", "bad", ["entry %d does not commit" % events[9]], several(lambda led: led.commit(events[9], "item.3", []), ))
    case("an unknown item", "bad", ["entry %d does not commit" % events[9]], lambda led: led.commit(events[9], "item.01", []))
    case("a rest of items without them", "bad", ["entry %d does not commit" % events[9]], lambda led: led.commit(events[9], "item.rest", []))
    case("all items", "ok", [], lambda led: [led.commit(events[9], "item.%s" % i, []) for i in [*range(1, 64), "rest"]])

    size = len(base.entries)
    case("a retry of nothing", "bad", ["entry %d tells of a first" % size], add("retry", {"entries": 0, "first": size + 1, "import": 1}))
    case("a retry without its events", "bad", ["entry %d tells of 2 events more" % size], add("retry", {"entries": 2, "first": size + 1, "import": 1}))
    case("a retry of no import", "bad", ["entry %d is of an import" % size], add("retry", {"entries": 2, "first": size + 1, "import": 3}))
    case("a retry", "ok", [], several(add("retry", {"entries": 1, "first": size + 1, "import": 1}), insert(size + 1, events[2])))
    case("an act among events", "bad", ["entry %d stands before" % (second - 2)], add("hold", {}, {"reason": "x"}, at=second - 2))
    case("a hold and its end", "ok", [], several(add("hold", {"src": "doors"}, {"reason": "x"}), add("release", {"hold": size}, {"reason": "x"})))
    case("the end of no hold", "bad", ["entry %d releases" % size], add("release", {"hold": events[3]}, {"reason": "x"}))
    case("an act that is not known", "ok", ["entry %d has an act" % size], add("sing", {"song": "la"}, {"by": "A"}))

    lines = [dumps(o).encode() for o, _ in base.entries]
    review = {"from": "2026-01-01T00:00:00Z", "to": "2026-02-01T00:00:00Z", "size": size, "verdict": "accepted",
              "root": base64.b64encode(base.tree(lines)[1]).decode()}
    case("a review", "ok", [], add("review", review, {"by": "A", "findings": ""}))
    case("a review of another size", "bad", ["entry %d is a review" % size], add("review", dict(review, size=5), {"by": "A"}))
    case("a review of another root", "bad", ["entry %d is a review" % size], add("review", dict(review, root="A" * 43 + "="), {"by": "A"}))
    case("a review without verdict", "bad", ["entry %d is a review" % size], add("review", dict(review, verdict="fine"), {"by": "A"}))
    case("an act that amends an act", "bad", ["entry %d amends" % size], add("amend", {"entry": first}, {"data": "{}"}))
    case("an act that amends itself", "bad", ["entry %d amends" % size], add("amend", {"entry": size}, {"data": "{}"}))
    case("an act that erases nothing it tells of", "bad", ["entry %d does not commit" % size],
         add("redact", {"events": 0, "values": 0, "reason": "x"}, {"by": "A"}))


holes()
acts()
print("%d snapshots of %d entries" % (cases, len(base.entries)))
