#!/usr/bin/env python3
"""Checks a trailbook snapshot with the Python 3 standard library and the openssl command.

    python3 verify.py SNAPSHOT [VKEY] [--since CHECKPOINT]

SNAPSHOT is the folder; VKEY the public key (name+id+key), or a file that holds it, from elsewhere: a copy
inside the snapshot proves nothing.  CHECKPOINT is one that you kept from before.  Exit status: 0 verified,
4 it does not verify, 3 nothing wrong was found, but no key was given.  FORMAT.txt tells what is checked.
"""
import base64, hashlib, json, os, re, stat, subprocess, sys, tempfile

MAGIC_SEAL = 'audit-snapshot@v1'
EXAMPLES = ('d75a980182b10ab7', '3d4017c3e843895a', 'fc51cd8e6218a1a3', '278117fc144c7234', 'ec172b93ad5e563b')
SHARD = 65536


def sha(data):
    return hashlib.sha256(data).digest()


def node(left, right):
    return sha(b'\1' + left + right)


class Bad(Exception):
    pass


def need(fact, text):
    if not fact:
        raise Bad(text)


def b64(text, url=False):
    """Canonical base64 alone: two texts never stand for the same bytes."""
    if isinstance(text, str):
        text = text.encode('ascii', 'replace')
    try:
        data = base64.b64decode(text + (b'=' * (-len(text) % 4) if url else b''), b'-_' if url else None, True)
    except ValueError:
        raise Bad('no base64: %r' % text[:60])
    back = base64.urlsafe_b64encode(data).rstrip(b'=') if url else base64.b64encode(data)
    need(back == text, 'no canonical base64: %r' % text[:60])
    return data


def number(text, what):
    need(re.fullmatch(r'0|[1-9][0-9]{0,17}', text), '%s: no number: %.40r' % (what, text))
    return int(text)


def same(value, number):
    return type(value) is int and value == number


def plain(o):
    """Texts and integers below 2^53, and no other values."""
    if isinstance(o, (dict, list)):
        return all(plain(x) for x in (o.values() if isinstance(o, dict) else o))
    return isinstance(o, str) or type(o) is int and abs(o) < 1 << 53


class Tree:
    """Compact range: the roots of perfect subtrees, largest first."""

    def __init__(self):
        self.n, self.roots = 0, []

    def add(self, leaf):
        bits = self.n
        while bits & 1:
            leaf, bits = node(self.roots.pop(), leaf), bits >> 1
        self.roots.append(leaf)
        self.n += 1

    def root(self):
        if not self.roots:
            return sha(b'')
        out = self.roots[-1]
        for r in reversed(self.roots[:-1]):
            out = node(r, out)
        return out


def consistent(m, n, old, new, proof):
    """RFC 9162, 2.1.4.2."""
    if m == 0 or m > n:
        return False
    if m == n:
        return not proof and old == new
    if not proof:
        return False
    if m & (m - 1) == 0:
        proof = [old] + proof
    at, last = m - 1, n - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    a = b = proof[0]
    for c in proof[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            a, b = node(c, a), node(c, b)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            b = node(b, c)
        at, last = at >> 1, last >> 1
    return last == 0 and a == old and b == new


class Key:
    def __init__(self, vkey):
        parts = vkey.strip().split('+', 2)
        need(len(parts) == 3, 'this is no key: name+id+key is expected')
        self.name, key = parts[0], b64(parts[2])
        need(len(key) == 33 and key[0] == 1, 'this is no Ed25519 key')
        self.id = sha(self.name.encode() + b'\n' + key)[:4]
        need(self.id.hex() == parts[1], 'the key and its id do not belong together')
        self.bytes, self.text = key[1:], '+'.join(parts).encode()
        need(self.bytes[:8].hex() not in EXAMPLES, 'this key is an example of RFC 8032, with which anybody can sign')
        self.pem = b'-----BEGIN PUBLIC KEY-----\n' + base64.b64encode(
            bytes.fromhex('302a300506032b6570032100') + self.bytes) + b'\n-----END PUBLIC KEY-----\n'

    def signed(self, data, signature):
        with tempfile.TemporaryDirectory() as folder:
            for name, content in (('k', self.pem), ('m', data), ('s', signature)):
                with open(os.path.join(folder, name), 'wb') as f:
                    f.write(content)
            at = lambda name: os.path.join(folder, name)
            return subprocess.run(['openssl', 'pkeyutl', '-verify', '-pubin', '-inkey', at('k'), '-rawin', '-in',
                                   at('m'), '-sigfile', at('s')], capture_output=True).returncode == 0


def read_checkpoint(note, key, where):
    """(size, root) of a checkpoint; of a signed note if key is given or the note has signatures."""
    need(note.endswith(b'\n') and b'\r' not in note, where + ': no checkpoint')
    text, mark, signatures = note.rpartition(b'\n\n')
    text = text + b'\n' if mark else note
    lines = text.decode('utf-8').split('\n')
    need(len(lines) == 4 and lines[3] == '' and lines[0], where + ': no checkpoint')
    size, root = number(lines[1], where), b64(lines[2])
    need(len(root) == 32, where + ': no checkpoint')
    if key is None:
        return lines[0], size, root
    good = False
    for line in signatures.decode('utf-8').split('\n')[:-1]:
        parts = line.split(' ')
        need(len(parts) == 3 and parts[0] == '\u2014', where + ': no signature line: %.60r' % line)
        sig = b64(parts[2])
        if parts[1] != key.name or sig[:4] != key.id:
            continue
        need(len(sig) == 68 and key.signed(text, sig[4:]), where + ': the signature is not of ' + key.name)
        good = True
    need(good, where + ': not signed by ' + key.name)
    need(lines[0] == key.name, where + ': of another log: ' + lines[0])
    return lines[0], size, root


def walk(bag):
    """Every file of the snapshot, by its path; nothing but plain files and folders may be there."""
    out = {}

    def into(folder, prefix):
        for e in sorted(os.scandir(folder), key=lambda e: e.name):
            path = prefix + e.name
            info = e.stat(follow_symlinks=False)
            if stat.S_ISDIR(info.st_mode):
                into(e.path, path + '/')
            else:
                need(stat.S_ISREG(info.st_mode), '%r: neither file nor folder' % path)
                need(all(re.fullmatch(r'[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}', part) for part in path.split('/')),
                     'a name that no snapshot has: %r' % path)
                out[path] = info.st_size
    into(bag, '')
    return out


class Holes:
    """What is missing, and what acts say that they erased; both are more than memory holds."""

    def __init__(self):
        self.db = self.last = self.unknown = None
        self.values = 0

    def put(self, table, *row):
        if self.db is None:
            import sqlite3
            self.db = sqlite3.connect('')
            self.db.execute('CREATE TABLE holes(first INTEGER, count INTEGER, whole INTEGER, names TEXT)')
            self.db.execute('CREATE TABLE lists(first INTEGER, count INTEGER, act INTEGER, names TEXT)')
        self.db.execute('INSERT INTO %s VALUES(?,?,?,?)' % table, row)

    def rows(self, table):
        return iter(()) if self.db is None else self.db.execute('SELECT * FROM %s ORDER BY first, rowid' % table)

    def missing(self, seq, names, whole):
        self.values += len(names)
        names = ' '.join(sorted(names))
        if self.last and self.last[0] + self.last[1] == seq and self.last[2:] == [whole, names]:
            self.last[1] += 1
            return
        self.flush()
        self.last = [seq, 1, whole, names]

    def flush(self):
        if self.last:
            self.put('holes', *self.last)

    def erased(self, act, o, text, runs):
        """The list of an act, whose entry is o, as it is disclosed."""
        bad = 'entry %d: erased is not written as such lists are' % act
        need(isinstance(runs, list) and len(runs) <= 20000, bad)
        end, events, values = 0, 0, 0
        for run in runs:
            need(isinstance(run, list) and len(run) > 1 and all(type(n) is int and n >= 0 for n in run[:2]), bad)
            first, count, names = run[0], run[1], run[2:]
            need(len(names) <= 256 and all(isinstance(n, str) and NAME.fullmatch(n) for n in names) and names == sorted(set(names)), bad)
            need(end <= first and count > 0 and first + count <= act, 'entry %d: erased names entries out of order, twice, or behind it' % act)
            end = first + count
            events, values = events + (0 if names else count), values + count * len(names)
            self.put('lists', first, count, act, ' '.join(names))
        need(text.endswith(b'"erased",%s]' % json.dumps(runs, separators=(',', ':')).encode()), bad)
        need(same(o.get('events'), events) and same(o.get('values'), values), 'entry %d: erased tells of more or less than its own counts' % act)

    def amended(self, seq):
        self.put('lists', seq, 1, -1, '')

    def check(self, size):
        """The values that are missing are those of the lists, all of them and no other."""
        self.flush()
        lists, named, amended = self.rows('lists'), {}, -1
        (ahead, whole, at) = next(lists, None), (0, 0), 0
        shown = 'entry %d: %s is there, or never was, although entry %d erased it'

        def full(until):
            nonlocal ahead
            if at < until:
                need(whole[0] <= at, shown % (at, 'a value', whole[1]))
                for name, (end, act) in named.items():
                    need(end <= at, shown % (at, name, act))
            while ahead and ahead[0] < until:
                need(ahead[2] < 0, shown % (ahead[0], ahead[3].split(' ')[0] or 'a value', ahead[2]))
                ahead = next(lists, None)

        for first, count, all_of_it, names in self.rows('holes'):
            full(first)
            names = names.split(' ')
            for at in range(first, first + count):
                named = {name: e for name, e in named.items() if e[0] > at} if named else named
                while ahead and ahead[0] == at:
                    end, act = at + ahead[1], ahead[2]
                    if act < 0:
                        amended = at
                    elif not ahead[3]:
                        whole = max(whole, (end, act))
                    else:
                        named.update((name, max(named.get(name, (0, 0)), (end, act))) for name in ahead[3].split(' '))
                    ahead = next(lists, None)
                need(whole[0] <= at or all_of_it, shown % (at, 'a value', whole[1]))
                for name, (end, act) in named.items():
                    need(name in names, shown % (at, name, act))
                if whole[0] <= at != amended and self.unknown is None:
                    for name in names:
                        need(name in named, 'entry %d: %s is not disclosed, and no act of the ledger erased it' % (at, name))
            at = first + count
        full(size)


# Members of each kind of entry beside "seq" and "v": n is a number, t a text, o anything; ? may be absent.
EVENT = 'o _sd, t action?, t actor?, t category?, n conflict?, n count?, n import, t outcome?, n part?, n rec, t res?, t src, t time?, t zone?'
ACTS = {
    'log.init': 'n format, t key?, t origin, t store',
    'import': 'o _sd, n conflicts, n duplicate, n entries, t fates?, n first?, n import, n made, n mapped, t profile, n records, n rejected, '
              'n skipped, t src, n stored, n suppressed, o window?',
    'retry': 'n entries, t fates?, n first?, n import',
    'review': 'o _sd, t from, t root, n size, t to, t verdict',
    'redact': 'o _sd, n events, t reason, n values',
    'prune': 'o _sd, t before, n events, t reason, t src, n values',
    'hold': 'o _sd?, t category?, t src?',
    'retention': 'o _sd?, t category?, t max?, t min?, t src',
    'key': 'o _sd?, t key',
    'release': 'o _sd?, n hold',
    'amend': 'o _sd?, t action?, t actor?, t category?, n count?, n entry, t outcome?, t res?, t time?, n withdrawn?, t zone?'}


class Acts:
    """What trailbook says that it did, held against the entries."""

    def __init__(self, origin, key, warn):
        self.origin, self.key, self.warn = origin, key, warn
        self.events, self.acts, self.imports, self.odd = bytearray(), 0, 0, 0
        self.left, self.import_, self.last, self.source, self.number, self.act = 0, 0, (0, 0), None, 0, 0

    def unknown(self, seq, what, name):
        if not self.odd:
            self.warn('entry %d has %s that this program does not know: %.64s' % (seq, what, name))
        self.odd += 1

    def members(self, seq, o, spec):
        types = {'n': lambda v: type(v) is int and v >= 0, 't': lambda v: isinstance(v, str), 'o': lambda v: isinstance(v, (dict, list))}
        rules = {r.split(' ')[1].rstrip('?'): r for r in (spec + ', n seq, n v').split(', ')}
        for name in sorted(rules.keys() | o.keys()):
            if name not in rules:
                self.unknown(seq, 'a member', name)
            elif name not in o:
                need(rules[name].endswith('?'), 'entry %d lacks "%s"' % (seq, name))
            else:
                need(types[rules[name][0]](o[name]), 'entry %d has a value of "%s" that is none' % (seq, name))

    def is_event(self, seq):
        return seq < len(self.events) and self.events[seq] == 1

    def event(self, seq, o):
        self.members(seq, o, EVENT)
        need(self.left > 0 and o['import'] == self.import_ and self.source in (None, o['src']),
             'entry %d is an event that the act before it does not tell of: it was put in, or others left out' % seq)
        at = (o['rec'], o.get('part', 0))
        need(o['rec'] > 0 and at > self.last, 'entry %d is not in order of the dump\'s records' % seq)
        need('conflict' not in o or self.is_event(o['conflict']), 'entry %d tells of a conflict with what is no event before it' % seq)
        items = [n for n in o['_sd'] if n.startswith('item.')]
        wanted = ['item.%d' % (i + 1) for i in range(min(63, len(items)))] + ['item.rest'] * (len(items) == 64)
        need(o['_sd'].keys() == {'actor', 'data', 'message', 'origin', 'record', 'request', *wanted},
             'entry %d does not commit to what an event always commits to' % seq)
        self.left, self.last, self.source = self.left - 1, at, o['src']

    def group(self, seq, o, source):
        need(('first' in o) == (o['entries'] > 0) and o.get('first', seq + 1) == seq + 1,
             'entry %d tells of a first event that is not the one behind it' % seq)
        self.left, self.import_, self.last, self.source, self.act = o['entries'], o['import'], (0, 0), source, seq

    def take(self, seq, o, root):
        """root: of the tree before it, if asked."""
        if 'act' not in o and seq > 0:
            self.event(seq, o)
            self.events.append(1)
            return
        self.events.append(0)
        act = o.get('act')
        self.acts += 1
        need(not self.left, 'entry %d stands before the last of the events that entry %d tells of: %d were left out' % (seq, self.act, self.left))
        need((act == 'log.init') == (seq == 0), 'entry %d %s' % (seq, 'begins the ledger once more' if seq else 'does not begin the ledger'))
        if not isinstance(act, str) or act not in ACTS:
            self.unknown(seq, 'an act', act)
            return
        self.members(seq, o, 't act, n at, ' + ACTS[act])
        if act == 'log.init':
            need(o['format'] == 1 and o['origin'] == self.origin and re.fullmatch('[0-9a-f]{32}', o['store']) and
                 (self.key is None or o.get('key')), 'entry 0 begins another ledger, or one that is not signed')
        elif act == 'import':
            self.imports += 1
            need(o['import'] > self.number, 'entry %d is of an import that was told of, or of one before it' % seq)
            need(o['records'] == o['mapped'] + o['skipped'] + o['rejected'] and o['made'] == o['stored'] + o['duplicate'] + o['suppressed'] and
                 o['conflicts'] <= o['stored'] >= o['entries'], 'entry %d has counts that do not reconcile' % seq)
            need('dump' in o['_sd'], 'entry %d does not commit to its dump' % seq)
            self.number = o['import']
            self.group(seq, o, o['src'])
        elif act == 'retry':
            need(0 < o['import'] <= self.number, 'entry %d is of an import that was not told of' % seq)
            self.group(seq, o, None)
        elif act == 'review':
            need(o['size'] == seq and o['root'] == base64.b64encode(root()).decode(), 'entry %d is a review of another ledger than the one before it' % seq)
            need(o['verdict'] in ('accepted', 'exceptions'), 'entry %d is a review without a verdict' % seq)
        elif act == 'amend':
            need(self.is_event(o['entry']), 'entry %d amends what is no event before it' % seq)
        elif act == 'release':
            need(o['hold'] < seq and not self.is_event(o['hold']), 'entry %d releases what is no hold before it' % seq)
        elif act in ('redact', 'prune'):
            need('erased' in o['_sd'], 'entry %d does not commit to what was erased' % seq)

    def end(self, say):
        need(not self.left, 'entry %d tells of %d events more than there are' % (self.act, self.left))
        say('acts', '%d imports with the events of each, %d other%s' %
            (self.imports, self.acts - self.imports, '; not all is known to this program' if self.odd else ''))


def map_of(path, o, seq, data):
    """The records that a map, as an act tells of it, says are stored; FORMAT.txt, section 7."""
    bad = path + ': not the map of records that entry %d tells of: ' % seq
    h, behind, before, of = hashlib.sha256(), 1, 0, [0] * 8
    for line in data:
        m = re.fullmatch(rb'([1-9][0-9]{0,17})\t([1-9][0-9]{0,17})\t([1-7])\n', line)
        need(m, bad + 'no line of one: %.60r' % line)
        first, count, fate = map(int, m.groups())
        need(first == behind or first > behind and o['act'] == 'retry', bad + 'record %d is missing, or there twice' % behind)
        need(first > behind or fate != before, bad + 'two lines should be one')
        behind, before = first + count, fate
        of[fate] += count
        h.update(line)
        if fate < 3:
            yield from range(first, behind)
    need(h.hexdigest() == o['fates'], bad + 'its digest is another')
    if o['act'] == 'retry':
        need(of[4] == of[5] == 0, bad + 'a retry reads what it tells of')
    else:
        need(all(same(o.get(name), n) for name, n in (('records', behind - 1), ('skipped', of[4]), ('rejected', of[5]))), bad + 'other numbers of records')


NAME = re.compile(r'[!#-\[\]-~]{1,64}')
KNOWN = [re.compile(p + r'\Z') for p in (
    r'bagit\.txt', r'bag-info\.txt', r'(tag)?manifest-sha(256|512)\.txt', r'data/(README|VERIFY|FORMAT)\.txt',
    r'data/tools/verify\.py', r'data/profiles/[0-9a-f]{64}\.yaml', r'data/derived/(events\.csv|audit\.sqlite)', r'data/report/.+',
    r'data/provenance\.jsonl', r'data/rejects\.jsonl', r'data/log/(checkpoint|vkey|pubkey\.pem)',
    r'data/log/checkpoints/\d{12}', r'data/log/consistency/\d{12}-\d{12}', r'data/log/tile/\d+/(x\d{3}/)*\d{3}(\.p/\d{1,3})?',
    r'data/imports/[1-9]\d{0,17}(-[1-9]\d{0,17})?\.tsv', r'data/entries/\d{12}\.jsonl', r'data/disclosures/\d{12}\.tsv')]


LABELS = ['Bag-Software-Agent', 'Bagging-Date', 'Payload-Oxum', 'External-Identifier', 'Audit-Log-Origin', 'Audit-Log-Size', 'Audit-Log-Root']
ALWAYS = ['bagit.txt', 'bag-info.txt', 'data/README.txt', 'data/VERIFY.txt', 'data/FORMAT.txt', 'data/tools/verify.py', 'data/log/checkpoint']
OPENED = ['data/provenance.jsonl', 'data/rejects.jsonl']
VALUES = ('data/profiles/', 'data/derived/', 'data/report/')
SIGNED = ['data/log/vkey', 'data/log/pubkey.pem']


TABLE = 'data/derived/events.csv'
CLEAR = ['seq', 'time', 'res', 'zone', 'src', 'import', 'rec', 'part', 'action', 'category', 'outcome', 'count', 'conflict']
COLUMNS = CLEAR + ['actors', 'items', 'ip', 'agent', 'location', 'channel', 'request', 'message', 'data', 'id', 'offset', 'length',
                   'sha256', 'ident', 'n', 'missing']


def cell(value):
    """As a spreadsheet reads it, and takes for no formula."""
    text = '' if value is None else value if isinstance(value, str) else '%d' % value
    guarded = re.match("'?[=+@\\t\\r-]|\'\'", text)
    quoted = re.search('[,"\n\r]', text) or text[:1] in (' ', '\t') or text[-1:] in (' ', '\t')
    text = ("'" if guarded else '') + (text.replace('"', '""') if quoted else text)
    return '"%s"' % text if quoted and text else text


def row(o, names, raw):
    """An event's row of the table: of its entry, the names that it commits to, and the values that are disclosed."""
    items, rest = [raw.get('item.%d' % k, 'null') for k in range(1, 64) if 'item.%d' % k in names], raw.get('item.rest', '[]')
    need(rest[:1] == '[' and rest[-1:] == ']', 'entry %d: item.rest is no list' % o['seq'])
    items += [rest[1:-1]] if len(rest) > 2 else []
    origin, record = json.loads(raw.get('origin', '[null,null,null,null]')), json.loads(raw.get('record', '[null,null,null,null,null,null]'))
    need(isinstance(origin, list) and len(origin) == 4 and isinstance(record, list) and len(record) == 6, 'entry %d: no origin, or no record' % o['seq'])
    data = json.loads(raw.get('data', 'null'))
    action = o.get('action')
    if action is None and data is not None:
        first = next(iter(json.loads(data).items()), None)
        action = first[1] if first and first[0] == 'action' else None
    known = [n for n in names if n in ('actor', 'data', 'message', 'origin', 'record', 'request', 'item.rest') or re.fullmatch('item.([1-9]|[1-5][0-9]|6[0-3])', n)]
    cells = [action if m == 'action' else o.get(m) for m in CLEAR] + [raw.get('actor'), '[' + ','.join(items) + ']'] + origin
    cells += [json.loads(raw.get('request', 'null')), json.loads(raw.get('message', 'null')), data] + record + [' '.join(n for n in known if n not in raw)]
    need(all(c is None or isinstance(c, str) or type(c) is int for c in cells), 'entry %d: values that have no place in a row' % o['seq'])
    return (','.join(map(cell, cells)) + '\r\n').encode('utf-8')


class Snapshot:
    def __init__(self, bag, key, since, say):
        self.bag, self.key, self.since, self.say = bag, key, since, say
        self.holes = Holes()

    def path(self, name):
        return os.path.join(self.bag, *name.split('/'))

    def read(self, name, most=1 << 24):
        with open(self.path(name), 'rb') as f:
            data = f.read(most + 1)
        need(len(data) <= most, name + ': too long')
        return data

    def manifest(self, name, digest):
        """Paths and digests; strict: as trailbook writes it."""
        out, last = {}, ''
        need(name in self.files, name + ' is missing')
        with open(self.path(name), 'rb') as f:
            for line in f:
                m = re.fullmatch(rb'([0-9a-f]{%d})  ([A-Za-z0-9._/-]+)\n' % (2 * hashlib.new(digest).digest_size), line)
                need(m, '%s: no line of a manifest: %.80r' % (name, line))
                path = m[2].decode()
                need(path > last, '%s: out of order: %s' % (name, path))
                out[path], last = m[1].decode(), path
        return out

    def fixity(self):
        self.files = walk(self.bag)
        for path in self.files:
            need(path.startswith('signatures/') or any(k.match(path) for k in KNOWN), path + ': no file of a snapshot')
        self.opened = 'data/disclosures/000000000000.tsv' in self.files
        for path in ALWAYS + (OPENED if self.opened else []) + (SIGNED if self.key else []):
            need(path in self.files, path + ' is missing')
        need(self.opened or not any(p in OPENED or p.startswith(VALUES) for p in self.files),
             'values, but no disclosures')
        need(self.read('bagit.txt') == b'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n', 'bagit.txt: not as it is written')
        data = {p for p in self.files if p.startswith('data/')}
        tags = {p for p in self.files if not p.startswith(('data/', 'signatures/', 'tagmanifest-'))}
        n = 0
        for digest in ('sha256', 'sha512'):
            for name, wanted in (('manifest-%s.txt' % digest, data), ('tagmanifest-%s.txt' % digest, tags)):
                listed = self.manifest(name, digest)
                odd = sorted(wanted ^ listed.keys())
                named = [p for p in listed if digest == 'sha256' and p.startswith('data/profiles/') and p[14:78] != listed[p]]
                need(not named, '%s: not named by its digest' % (named[0] if named else ''))
                need(not odd, '%s: %s' % (odd[0] if odd else '', 'stands in no ' + name if odd and odd[0] in wanted else 'is missing'))
                for path, want in listed.items():
                    h = hashlib.new(digest)
                    with open(self.path(path), 'rb') as f:
                        for piece in iter(lambda: f.read(1 << 20), b''):
                            h.update(piece)
                    need(h.hexdigest() == want, '%s: its %s is another' % (path, digest))
                    n += 1
        self.say('fixity and completeness', '%d files, %d digests' % (len(data) + len(tags), n))

    def info(self):
        """bag-info.txt: what it says of the log and of the payload."""
        out = {}
        lines = self.read('bag-info.txt').decode('utf-8').split('\n')
        need(lines.pop() == '', 'bag-info.txt: its last line does not end')
        for line in lines:
            label, mark, value = line.partition(': ')
            need(mark and label not in out, 'bag-info.txt: %.60r' % line)
            out[label] = value
        data = [n for p, n in self.files.items() if p.startswith('data/')]
        need(out.get('Payload-Oxum') == '%d.%d' % (sum(data), len(data)), 'bag-info.txt: Payload-Oxum is another')
        need(list(out) == LABELS, 'bag-info.txt: other labels, or in another order')
        name = self.name + ('' if self.opened else '-ledger')
        for label, value in (('External-Identifier', name), ('Audit-Log-Origin', self.origin), ('Audit-Log-Size', str(self.size)),
                             ('Audit-Log-Root', base64.b64encode(self.root).decode())):
            need(out.get(label) == value, 'bag-info.txt: %s is another' % label)

    def seal(self):
        name = 'signatures/tagmanifest-sha256.txt.sshsig'
        if self.key is None:
            return
        need(name in self.files, name + ' is missing: the snapshot is not sealed')
        lines = self.read(name, 1 << 14).decode('ascii', 'replace').split('\n')
        need(lines[0] == '-----BEGIN SSH SIGNATURE-----' and lines[-2:] == ['-----END SSH SIGNATURE-----', ''], name + ': no SSH signature')
        blob = b64(''.join(lines[1:-2]))
        string = lambda s: len(s).to_bytes(4, 'big') + s
        public = string(b'ssh-ed25519') + string(self.key.bytes)
        head = b'SSHSIG' + (1).to_bytes(4, 'big') + string(public) + string(MAGIC_SEAL.encode()) + string(b'') + string(b'sha512')
        tail = string(b'ssh-ed25519') + (64).to_bytes(4, 'big')
        need(blob.startswith(head + (len(tail) + 64).to_bytes(4, 'big') + tail) and len(blob) == len(head) + 4 + len(tail) + 64,
             name + ': a seal of another key or kind')
        body = hashlib.sha512(self.read('tagmanifest-sha256.txt')).digest()
        need(self.key.signed(b'SSHSIG' + string(MAGIC_SEAL.encode()) + string(b'') + string(b'sha512') + string(body), blob[-64:]),
             name + ': the seal is broken')
        self.say('seal', 'by ' + self.key.name)

    def checkpoint(self):
        self.origin, self.size, self.root = read_checkpoint(self.read('data/log/checkpoint'), self.key, 'data/log/checkpoint')
        if self.key:
            need(self.read('data/log/vkey') == self.key.text + b'\n' and self.read('data/log/pubkey.pem') == self.key.pem,
                 'data/log/vkey or data/log/pubkey.pem: a copy of another key')
        slug = re.sub(r'[^A-Za-z0-9._-]', '-', self.origin)
        self.name = '%s-%012d' % (slug, self.size)
        self.say('checkpoint', '%d entries of %s' % (self.size, self.origin))

    def entries(self):
        """The root from every entry; roots at sizes that others signed; tiles; commitments."""
        wanted, tree, self.roots = set(self.olds) | {self.size}, Tree(), {}
        levels, entry, opened = {}, 0, self.opened
        acts = Acts(self.origin, self.key, lambda text: print('odd: ' + text))
        shards = sorted(p for p in self.files if p.startswith('data/entries/'))
        need(shards == ['data/entries/%012d.jsonl' % i for i in range(0, self.size, SHARD)], 'data/entries: not the files of %d entries' % self.size)
        hidden = sorted(p for p in self.files if p.startswith('data/disclosures/'))
        need(hidden == ['data/disclosures/%012d.tsv' % i for i in range(0, self.size, SHARD) if opened],
             'data/disclosures: not the files of %d entries' % self.size)
        table = open(self.path(TABLE), 'rb') if TABLE in self.files else None
        need(table is None or table.readline() == ','.join(COLUMNS).encode() + b'\r\n', TABLE + ': not its columns')
        for shard in shards:
            hidden = iter(())
            if opened:
                hidden = open(self.path(shard.replace('entries', 'disclosures').replace('.jsonl', '.tsv')), 'rb')
            line = next(hidden, None)
            with open(self.path(shard), 'rb') as f:
                for text in f:
                    need(text.endswith(b'\n') and len(text) <= 65536, '%s: entry %d is cut off or too long' % (shard, entry))
                    text = text[:-1]
                    self.entry(entry, text)
                    acts.take(entry, self.o, tree.root)
                    leaf = sha(b'\0' + text)
                    tree.add(leaf)
                    self.tile(levels, 0, entry, leaf)
                    entry += 1
                    if entry in wanted:
                        self.roots[entry] = tree.root()
                    while line is not None and line.startswith(b'%d\t' % (entry - 1)):
                        self.disclosed(entry - 1, line)
                        line = next(hidden, None)
                    self.missing(entry - 1, opened)
                    if table is not None and 'act' not in self.o:
                        want = row(self.o, self.names, self.raw)
                        need(table.read(len(want)) == want, '%s: the row of entry %d is not what the entry and its disclosures say' % (TABLE, entry - 1))
            need(line is None, '%s: a disclosure of no entry: %.60r' % (shard, line))
        need(table is None or table.read(1) == b'', TABLE + ': goes on behind the last entry')
        self.fate(entry, {'act': 'end'})
        need(self.maps == sum(p.startswith('data/imports/') for p in self.files), 'data/imports: a map of records that no act tells of')
        need(entry == self.size, 'there are %d entries, the checkpoint tells of %d' % (entry, self.size))
        need(tree.root() == self.root, 'the root of the entries is not the checkpoint\'s')
        self.tile_ends(levels)
        self.say('entries', 'the root of %d entries is the checkpoint\'s' % entry)
        acts.end(self.say)
        if table is not None:
            self.say('table', 'its rows say what the entries say')
        for what, path in (('database', 'data/derived/audit.sqlite'), ('report', 'data/report/index.html')):
            if path in self.files:
                self.say(what, 'not verifiable here: trailbook verify --all makes it again', False)
        if opened:
            self.holes.check(self.size)
        if opened and self.holes.unknown is not None:
            self.say('disclosures', 'what entry %d erased is not told: whether more is missing is not verifiable' % self.holes.unknown, False)
        elif opened:
            self.say('disclosures', '%d values are those committed to, %d erased' % (self.shown, self.holes.values))
        else:
            self.say('disclosures', 'withheld: not verifiable', False)

    def entry(self, seq, text):
        try:
            o = json.loads(text.decode('utf-8'))
            back = json.dumps(o, ensure_ascii=False, separators=(',', ':'), sort_keys=True).encode('utf-8')
        except ValueError:
            raise Bad('entry %d: no JSON' % seq)
        need(back == text and plain(o), 'entry %d: not written as entries are' % seq)
        need(isinstance(o, dict) and same(o.get('seq'), seq) and same(o.get('v'), 1), 'entry %d: another number stands in it' % seq)
        self.o, self.sd, self.last, self.raw = o, o.get('_sd', {}), '', {}
        need(isinstance(self.sd, dict) and all(isinstance(c, str) and len(c) == 43 for c in self.sd.values()) and
             all(NAME.fullmatch(n) for n in self.sd) and len(self.sd) <= 256 and len(o) <= 64, 'entry %d: commitments that are none' % seq)
        self.committed, self.names = len(self.sd), list(self.sd)
        if self.key and o.get('act') in ('log.init', 'key') and isinstance(o.get('key'), str) and o['key']:
            self.keys.append((seq, Key(o['key'])))
        self.erases = o.get('act') in ('redact', 'prune')
        self.fate(seq, o)

    maps, told, stored, act = 0, iter(()), 0, 0

    def fate(self, seq, o):
        """What the map of an import says is stored are the records of the entries that follow."""
        if 'act' not in o:
            rec = o.get('rec')
            if self.act and rec != self.stored:
                need(rec == next(self.told, None), 'entry %d: not of the record that the map of entry %d says is stored' % (seq, self.act))
            self.stored = rec
            return
        need(next(self.told, None) is None, 'entry %d: a record that the map of entry %d says is stored has no entry' % (seq, self.act))
        self.told, self.stored, self.act = iter(()), 0, 0
        if 'fates' in o:
            need(o['act'] in ('import', 'retry') and isinstance(o['fates'], str), 'entry %d: a map of another act' % seq)
            path = 'data/imports/%s%s.tsv' % (o.get('import'), '-%d' % seq if o['act'] == 'retry' else '')
            need(path in self.files, path + ' is missing')
            self.told, self.act, self.maps = map_of(path, o, seq, open(self.path(path), 'rb')), seq, self.maps + 1

    def disclosed(self, seq, line):
        need(line.endswith(b'\n'), 'a disclosure of entry %d is cut off' % seq)
        text = line.split(b'\t', 1)[1][:-1]
        try:
            parts = json.loads(text)
        except ValueError:
            raise Bad('a disclosure of entry %d is no JSON' % seq)
        need(isinstance(parts, list) and len(parts) == 3 and len(b64(str(parts[0]), True)) == 16, 'a disclosure of entry %d is none' % seq)
        name = str(parts[1])
        head = ('["%s","%s",' % (parts[0], name)).encode('utf-8')
        need(text.startswith(head) and text.endswith(b']'), 'a disclosure of entry %d is not written as one' % seq)
        self.raw[name] = text[len(head):-1].decode('utf-8')
        want, late, self.last = self.sd.pop(name, None), name <= self.last, name
        need(want is not None and not late, 'entry %d: %s is disclosed twice, out of order, or was not committed to' % (seq, parts[1]))
        need(base64.urlsafe_b64encode(sha(text)).decode().rstrip('=') == want, 'entry %d: %s is not what was committed to' % (seq, parts[1]))
        self.shown += 1
        if self.erases and name == 'erased':
            self.holes.erased(seq, self.o, text, parts[2])

    shown = 0

    def missing(self, seq, opened):
        if opened and self.sd:
            self.holes.missing(seq, self.sd, len(self.sd) == self.committed)
        if opened and self.erases and 'erased' in self.sd and self.holes.unknown is None:
            self.holes.unknown = seq
        if opened and self.o.get('act') == 'amend' and type(self.o.get('entry')) is int and self.o['entry'] >= 0:
            self.holes.amended(self.o['entry'])

    def tile(self, levels, level, i, h):
        hashes = levels.setdefault(level, [])
        hashes.append(h)
        if len(hashes) == 256:
            self.compare_tile(level, i // 256, hashes)
            up = hashes[:]
            while len(up) > 1:
                up = [node(up[k], up[k + 1]) for k in range(0, len(up), 2)]
            del hashes[:]
            self.tile(levels, level + 1, i // 256, up[0])

    def compare_tile(self, level, n, hashes):
        text, m = '%03d' % (n % 1000), n // 1000
        while m:
            text, m = 'x%03d/%s' % (m % 1000, text), m // 1000
        path = 'data/log/tile/%d/%s%s' % (level, text, '' if len(hashes) == 256 else '.p/%d' % len(hashes))
        need(path in self.files and self.read(path) == b''.join(hashes), path + ': not the hashes of the entries')
        self.tiles.add(path)

    def tile_ends(self, levels):
        for level, hashes in levels.items():
            if hashes:
                self.compare_tile(level, (self.size >> (8 * level)) // 256, hashes)
        odd = sorted(p for p in self.files if p.startswith('data/log/tile/') and p not in self.tiles)
        need(not odd, '%s: not a tile of this log' % (odd[0] if odd else ''))
        self.say('tiles', '%d are the hashes of the entries' % len(self.tiles))

    def past(self):
        """Earlier checkpoints: read before the entries, compared after."""
        self.olds, self.tiles, self.keys = {}, set(), []
        for path in sorted(p for p in self.files if p.startswith('data/log/checkpoints/')):
            origin, size, root = read_checkpoint(self.read(path), None, path)
            need(origin == self.origin and int(path[-12:]) == size < self.size and size > 0, path + ': not an earlier checkpoint of this log')
            self.olds[size] = root
        self.held = None
        if self.since:
            with open(self.since, 'rb') as f:
                origin, size, root = read_checkpoint(f.read(1 << 20), None, self.since)
            need(origin == self.origin, self.since + ': of another log: ' + origin)
            need(size <= self.size, self.since + ': tells of more entries than the snapshot has')
            self.held = (size, root)

    def signed(self, note, size, where):
        """By the key that signed at that size, as the entries before it tell; where it changed, by the one before too."""
        known = [k for k in self.keys if k[0] < size]
        need(known, where + ': of no entry that names a key')
        for _, key in known[-2:] if len(known) > 1 and known[-1][0] + 1 == size else known[-1:]:
            read_checkpoint(note, key, where)

    def history(self):
        if self.key and self.size > 0:
            need(self.keys and self.keys[-1][1].text == self.key.text, 'data/log/checkpoint: the entries name another key than the one that signed it')
            self.signed(self.read('data/log/checkpoint'), self.size, 'data/log/checkpoint')
            for size in self.olds:
                path = 'data/log/checkpoints/%012d' % size
                self.signed(self.read(path), size, path)
        for size, root in self.olds.items():
            need(self.roots[size] == root, 'checkpoint %d: the first entries are not those that were signed' % size)
        sizes = sorted(self.olds) + [self.size]
        pairs = ['data/log/consistency/%012d-%012d' % p for p in zip(sizes, sizes[1:])]
        need(sorted(p for p in self.files if '/consistency/' in p) == pairs, 'data/log/consistency: not the files of these checkpoints')
        for path, old, new in zip(pairs, sizes, sizes[1:]):
            head, _, note = self.read(path).partition(b'\n\n')
            lines = head.decode('ascii', 'replace').split('\n')
            origin, size, root = read_checkpoint(note, None, path)
            same_note = note == self.read('data/log/checkpoints/%012d' % new if new < self.size else 'data/log/checkpoint')
            need(same_note and lines[0] == 'old %d' % old and (size, root) == (new, self.roots[new]) and
                 consistent(old, new, self.roots[old], root, [b64(x) for x in lines[1:]]), path + ': no proof')
        self.say('history', '%d earlier checkpoints are of the same log' % len(self.olds))
        if self.held:
            size, root = self.held
            if size not in self.roots:
                self.roots[size] = None
            need(self.roots[size] == root, self.since + ': the first %d entries are not those that it tells of' % size)
            self.say('since', 'nothing that your checkpoint of %d entries names was changed' % size)

    def check(self):
        self.fixity()
        self.seal()
        self.checkpoint()
        self.past()
        if self.held and self.held[0] > 0:
            self.olds_kept = dict(self.olds)
            self.olds.setdefault(self.held[0], self.held[1])
            self.entries()
            self.olds = self.olds_kept
        else:
            self.entries()
        self.info()
        self.history()


def main(argv):
    since = None
    if '--since' in argv:
        at = argv.index('--since')
        need(at + 1 < len(argv), __doc__)
        since = argv[at + 1]
        del argv[at:at + 2]
    need(len(argv) in (2, 3) and not argv[1].startswith('-'), __doc__)
    key = None
    if len(argv) == 3:
        text = argv[2]
        if os.path.isfile(text):
            with open(text) as f:
                text = f.read(4096)
        key = Key(text)
    say = lambda what, text, ok=True: print('%-26s %s  %s' % (what, 'ok' if ok else '--', text))
    Snapshot(argv[1], key, since, say).check()
    if key is None:
        print('FIXITY ONLY: no key was given, so nothing here says who made this; give the key that you have from elsewhere')
        return 3
    print('VERIFIED against the key of ' + key.name + ('' if since else '; give --since CHECKPOINT, one that you kept, to exclude an older or another history'))
    return 0


def run(argv):
    try:
        return main(argv)
    except (Bad, OSError, UnicodeError, RecursionError, MemoryError) as bad:
        print('DOES NOT VERIFY: %s' % bad)
        return 4


if __name__ == '__main__':
    sys.exit(run(sys.argv))
