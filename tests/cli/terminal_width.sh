# On a terminal lines are broken between words at its width; in a pipe a line stays one.
command -v python3 >/dev/null || exit 77
trailbook import --quiet --profile ./doors.yaml doors-broken.csv 2>/dev/null
TERM=xterm python3 - <<'PY'
import os, re
from terminal import Terminal
def show(n, *args):
    printed, _ = Terminal("trailbook", *args, columns=n).finish()
    text = re.sub("\x1b[^mK]*[mK]", "", printed.decode()).replace("\r", "")
    lines = text.split("\n")
    print(n, args[0], "fits" if all(len(l) <= n for l in lines) else max(lines, key=len))
    return text
for n in 80, 60:
    listed = show(n, "profile", "list")
    print(len(listed.split()) == len(os.popen("trailbook profile list").read().split()))
    print(show(n, "rejects", "list"))
    print(show(n, "show", "wholly-unknown-and-long", "--db", "doors.csv"))
event = re.search("event +(\\S+),", os.popen("trailbook show door:D1").read()).group(1)
for n in 80, 40:
    for args in ("rejects", "list", "--verbose"), ("show", event), ("show", "door:D1"), ("show", "door"):
        show(n, *args)
print(show(60, "show", event))
for n in 120, 60, 20: # what it says of a value has room on 40 columns at least
    print(show(n, "profile", "explain", "--profile", "./doors.yaml", "--record", "2", "doors.csv"))
print(show(40, "profile", "explain", "--profile", "./doors.yaml", "doors.csv"))
print(show(40, "status"))
PY
trailbook profile list | wc -l
trailbook profile list --json | grep -c '"name"'
