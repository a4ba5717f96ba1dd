#!/bin/sh
# usage: theme.sh SOURCE       templates/README.md lists what a template sees
#
# The names under "What a page sees", each as `name`, are those that the report gives to a template, no
# more and no fewer: THEME-UNKNOWN goes by them.  Every tag of the default theme is one that is given,
# and every file of it is told of.
set -u
cd "$1" || exit 1
command -v python3 >/dev/null || { echo "python3 is missing" >&2; exit 77; }
exec python3 - <<'PYTHON'
import glob, re, sys

def calls(text):
    """Each value_add...(), pair_value() and page_turn() with its arguments."""
    for m in re.finditer(r'\b(value_add\w*|pair_value|page_turn|turn_to_day)\(', text):
        args, depth, start, i, quoted = [], 1, m.end(), m.end(), False
        while depth:
            c = text[i]
            if quoted:
                i += c == '\\'
                quoted = c != '"'
            elif c == '"':
                quoted = True
            elif c in '([{':
                depth += 1
            elif c in ')]}':
                depth -= 1
            if not quoted and (depth == 0 or depth == 1 and c == ','):
                args.append(text[start:i].strip())
                start = i + 1
            i += 1
        yield m.group(1), args

given = set()
for path in glob.glob('renderer/report*.c'):
    for name, args in calls(open(path).read()):
        for at in (1, 3) if name == 'pair_value' else (1,):
            if at < len(args):
                given.update(re.findall(r'"([a-z_]+)"', args[at]))
listed = set()
section = open('templates/README.md').read().split('\n## What a page sees\n')[1].split('\n## ')[0]
for piece in re.findall(r'`([a-z_.]+)`', section):
    listed.update(piece.split('.'))
used = set()
for path in glob.glob('templates/*.mustache'):
    for tag in re.findall(r'\{\{[#^]?([a-z_.]+)\}\}', open(path).read()):
        used.update(filter(None, tag.split('.')))
bad = len(given) < 100 and 'names that templates see were not found'
files = {re.sub(r'.*/|[.]mustache$', '', path) for path in glob.glob('templates/*.mustache')}
rows = [line for line in open('templates/README.md') if line.startswith('|')]
told = set(re.findall(r'`([a-z-]+)(?:[.]mustache)?`', ''.join(rows[:12])))
for what, names in (('templates/README.md names no file', files - told),
                    ('templates/README.md does not list', given - listed),
                    ('templates/README.md lists what no code gives', listed - given),
                    ('no code gives the tags', used - given)):
    if names:
        print(what + ': ' + ' '.join(sorted(names)), file=sys.stderr)
        bad = True
sys.exit(1 if bad else 0)
PYTHON
