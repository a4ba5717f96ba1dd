#!/usr/bin/env python3
"""The big list of naughty strings goes through CSV, JSON and XML into HTML and back out of export
unchanged, and none of them is alive as markup in any page.

naughty.py PROGRAM SOURCE DATA WORK; exit 77 where the list is absent.  The report stays in
WORK/report for the browser tests.
"""
import base64
import csv
import html.parser
import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from xml.sax.saxutils import escape

program, _source, data, work = sys.argv[1:5]
path = pathlib.Path(data, "conformance/blns/blns.json")
if not path.exists():
    print("skipped: no list of naughty strings")
    sys.exit(77)
shutil.rmtree(work, ignore_errors=True)
os.makedirs(work)
os.chdir(work)
strings = sorted({s for s in json.loads(path.read_text(encoding="utf-8")) if s != ""})

PROFILE = """profile: naughty-{format}
title: naughty strings as {format}
detect: {{format: {format}, {detect}}}
read: {{format: {format}{record}}}
time: {{at: ts, formats: [iso]}}
action: act
items:
  - {{role: actor, type: user, key: actor, label: label}}
  - {{role: target, type: thing, key: key}}
changes: [{{field: {{const: text}}, old: old, new: message}}]
reason: reason
message: message
origin: {{agent: agent}}
request: request
catalog:
  "*": [Naughty, "", "{{{{actor}}}} did {{{{message}}}} to {{{{thing}}}}"]
"""
FIELDS = ["ts", "act", "actor", "label", "key", "old", "message", "reason", "agent", "request", "rest"]


def row(i, s):
    r = dict.fromkeys(FIELDS, s)
    r["ts"] = f"2026-01-01T{i // 3600:02}:{i // 60 % 60:02}:{i % 60:02}Z"
    return r


def xml_holds(s):
    return all(c in "\t\n\r" or 0x20 <= ord(c) <= 0xD7FF or 0xE000 <= ord(c) <= 0xFFFD or ord(c) > 0xFFFF
               for c in s)


def xml_text(s):
    return escape(s).replace("\r", "&#13;")


def write_dumps():
    with open("naughty.csv", "w", encoding="utf-8", newline="") as f:
        w = csv.DictWriter(f, FIELDS, quoting=csv.QUOTE_ALL)
        w.writeheader()
        w.writerows(row(i, s) for i, s in enumerate(strings) if "\0" not in s)
    with open("naughty.jsonl", "w", encoding="utf-8") as f:
        for i, s in enumerate(strings):
            f.write(json.dumps(row(i, s), ensure_ascii=i % 2 == 0) + "\n")
    with open("naughty.xml", "w", encoding="utf-8", newline="") as f:
        f.write("<events>\n")
        for i, s in enumerate(strings):
            if xml_holds(s):
                f.write("<event>" + "".join(f"<{k}>{xml_text(v)}</{k}>" for k, v in row(i, s).items()) + "</event>\n")
        f.write("</events>\n")
    for format, detect, record in (("csv", "header: [" + ", ".join(FIELDS) + "]", ""),
                                   ("json", "has: [ts]", ""),
                                   ("xml", "record: event, has: [ts]", ", record: event")):
        pathlib.Path(f"{format}.yaml").write_text(PROFILE.format(format=format, detect=detect, record=record))


def run(*args, codes=(0,)):
    p = subprocess.run([program, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if p.returncode not in codes:
        sys.exit(f"FAILED: exit {p.returncode}: {args}\n{p.stderr.decode(errors='replace')}")
    return p.stdout


def check(ok, what):
    if not ok:
        sys.exit(f"FAILED: {what}")


def from_jsonl(text):
    return [json.loads(line) for line in text.decode("utf-8").split("\n") if line]


def from_xml(text):
    def value(e):
        return base64.b64decode(e.text).decode() if e.get("encoding") == "base64" else e.text or ""
    return [{e.tag: value(e) for e in event if e.tag not in ("item", "change")} for event in ET.fromstring(text)]


def came_back(db, expected, what):
    """Every field of every event is the string that went in, in all three formats of export."""
    events = from_jsonl(run("export", "--db", db))
    check(sorted(e["message"] for e in events) == sorted(expected), f"{what}: messages of export")
    for e in events:
        s = e["message"]
        check(e["action"] == s and e["request"] == s and e["reason"] == s, f"{what}: {s!r} in {e}")
        check(e["origin"]["agent"] == s and e["changes"][0]["new"] == s, f"{what}: {s!r} in {e}")
        check(e["attributes"]["rest"] == s, f"{what}: attributes of {s!r}")
        if s.strip(" \t\r\n"):
            check({i["key"] for i in e["items"]} == {s}, f"{what}: items of {s!r}")
        else:  # blanks name no item, and are kept as they are
            check("items" not in e and e["attributes"]["key"] == s, f"{what}: no items of {s!r}")
    rows = list(csv.DictReader(io.StringIO(run("export", "--db", db, "--format", "csv").decode("utf-8"), newline="")))
    check(sorted(r["message"] for r in rows) == sorted(expected), f"{what}: messages of export --format csv")
    xml = from_xml(run("export", "--db", db, "--format", "xml"))
    check(sorted(e["message"] for e in xml) == sorted(expected), f"{what}: messages of export --format xml")


class Page(html.parser.HTMLParser):
    """Finds what a page of ours never has: scripts of its own, handlers, foreign addresses."""
    def __init__(self, name):
        super().__init__(convert_charrefs=True)
        self.name = name

    def handle_starttag(self, tag, attrs):
        here = f"{self.name}: <{tag} {attrs}>"
        check(tag not in ("iframe", "object", "embed", "form", "img", "base", "marquee", "audio", "video"), here)
        for name, value in attrs:
            check(not name.startswith("on") and name not in ("style", "srcdoc"), here)
            if name in ("href", "src"):
                check(":" not in (value or "").split("/")[0].split("#")[0].split("?")[0], here)
        if tag == "script":
            check(dict(attrs).get("src", "").endswith("trailbook.js"), here)


def main():
    write_dumps()
    usable = {"csv": [s for s in strings if "\0" not in s], "jsonl": strings,
              "xml": [s for s in strings if xml_holds(s)]}
    for ending, expected in usable.items():
        profile = ("json" if ending == "jsonl" else ending) + ".yaml"
        run("import", "--db", f"{ending}.db", "--profile", profile, f"naughty.{ending}")
        came_back(f"{ending}.db", expected, ending)
    run("import", "--db", "all.db", "--profile", "json.yaml", "naughty.jsonl")
    run("report", "--db", "all.db", "--out", "report")
    pages = list(pathlib.Path("report").rglob("*.html"))
    check(len(pages) > len(strings), f"{len(pages)} pages for {len(strings)} strings")
    text = []
    for page in pages:
        parser = Page(str(page))
        source = page.read_text(encoding="utf-8")
        parser.feed(source)
        text.append(source)
    whole = "".join(text)
    check("<script>alert" not in whole and "<img src=x" not in whole, "markup is alive")
    print(f"{len(strings)} strings, {len(pages)} pages")


main()
