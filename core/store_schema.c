/* store_schema: the tables and views of the store.  See store_schema.h.
 *
 * Times are nanoseconds since 1970-01-01 UTC.  -9223372036854775808 stands for an unknown time
 * where the column is part of a key (NULLs would never be duplicates), NULL elsewhere; views show
 * NULL.
 */
#include <stdio.h>
#include <string.h>

#include "store_schema.h"

/* clang-format off */
static const char *const tables[] = {
    "CREATE TABLE meta( -- what the store knows about itself\n"
    "  name TEXT PRIMARY KEY,\n"
    "  value ANY -- next_event: the id that the next event gets, never one that was used\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE source( -- one feed of one system\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  name TEXT NOT NULL UNIQUE,\n"
    "  stale INTEGER NOT NULL DEFAULT 0, -- its events that earlier rules still map\n"
    "  rule BLOB NOT NULL CHECK(length(rule)=32) -- digest of its profile's identity and time rules\n"
    ") STRICT",

    "CREATE TABLE import( -- one dump, read in one transaction, with its counts\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  source INTEGER NOT NULL REFERENCES source,\n"
    "  part_of INTEGER REFERENCES import, -- first of the parts of one export\n"
    "  dump BLOB NOT NULL CHECK(length(dump)=32), -- SHA-256 of the uncompressed bytes\n"
    "  name TEXT NOT NULL,\n"
    "  bytes INTEGER NOT NULL,\n"
    "  profile TEXT NOT NULL, title TEXT NOT NULL, notes TEXT NOT NULL,\n"
    "  profile_digest BLOB NOT NULL CHECK(length(profile_digest)=32),\n"
    "  reader TEXT NOT NULL, -- header, dialect: what a retry needs\n"
    "  tool TEXT NOT NULL,\n"
    "  zone TEXT NOT NULL, -- assumed for its times that name none; empty: there are none\n"
    "  done_at INTEGER NOT NULL,\n"
    "  window_from INTEGER, window_to INTEGER, -- what the dump claims to cover, half-open\n"
    "  records INTEGER NOT NULL, skipped INTEGER NOT NULL, rejected INTEGER NOT NULL,\n"
    "  mapped INTEGER NOT NULL,\n"
    "  made INTEGER NOT NULL, stored INTEGER NOT NULL, duplicate INTEGER NOT NULL,\n"
    "  suppressed INTEGER NOT NULL,\n"
    "  conflicts INTEGER NOT NULL, untimed INTEGER NOT NULL, outside INTEGER NOT NULL,\n"
    "  absent INTEGER NOT NULL, recovered INTEGER NOT NULL, remapped INTEGER NOT NULL,\n"
    "  differ INTEGER NOT NULL,\n"
    "  removed INTEGER NOT NULL, -- stored events that it took out, with remap: the last part tells it of all;\n"
    "  -- readings before version 3 did not, meta does of all of them: removed_before; missing: not known\n"
    "  first_at INTEGER, last_at INTEGER, -- of the events made\n"
    "  retried INTEGER NOT NULL DEFAULT 0, -- of the mapped: rejects at first, solved by a retry\n"
    "  retry_profile TEXT, retry_digest BLOB, -- by this profile, the last one, if it was another\n"
    "  CHECK(records=mapped+skipped+rejected), CHECK(made=stored+duplicate+suppressed),\n"
    "  CHECK(conflicts<=stored), CHECK(retried<=mapped), CHECK((window_from IS NULL)=(window_to IS NULL))\n"
    ") STRICT",
    "CREATE INDEX import_dump ON import(source,bytes,dump)",

    "CREATE TABLE profile( -- the profiles that imports read dumps by, and solved rejects with\n"
    "  digest BLOB PRIMARY KEY CHECK(length(digest)=32), -- SHA-256 of the text: import.profile_digest\n"
    "  text BLOB NOT NULL -- the YAML file; those of imports into a store of version 4 and before are absent\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE reject( -- a record that could not become an event\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  import INTEGER NOT NULL REFERENCES import,\n"
    "  record INTEGER NOT NULL, -- number in the dump, from 1\n"
    "  offset INTEGER NOT NULL, length INTEGER NOT NULL,\n"
    "  line INTEGER NOT NULL, column_at INTEGER NOT NULL, -- 0: not known\n"
    "  code TEXT NOT NULL, reason TEXT NOT NULL,\n"
    "  digest BLOB NOT NULL CHECK(length(digest)=32),\n"
    "  raw BLOB, -- the bytes, to 1 MiB whole, else the first 64 KiB\n"
    "  around INTEGER NOT NULL DEFAULT 0, -- 1 inside an object, 2 one that belongs to its identity,\n"
    "  -- 4 read after damage\n"
    "  retried INTEGER REFERENCES import, -- the import that solved it: its own, if a retry did\n"
    "  UNIQUE(import,offset,record)\n"
    ") STRICT",

    "CREATE TABLE action( -- what was done, in words of its source, and what the catalog says of it\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  source INTEGER NOT NULL REFERENCES source,\n"
    "  name TEXT NOT NULL,\n"
    "  category TEXT NOT NULL, label TEXT NOT NULL, sentence TEXT NOT NULL,\n"
    "  UNIQUE(source,name)\n"
    ") STRICT",

    "CREATE TABLE term( -- long texts that repeat: user agents\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  text TEXT NOT NULL UNIQUE\n"
    ") STRICT",

    "CREATE TABLE item( -- anything an event is about or was done by\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  type TEXT NOT NULL, key TEXT NOT NULL, -- key normalised\n"
    "  label TEXT, -- the latest one; NULL: the first\n"
    "  label_at INTEGER, label_ident BLOB, -- of its event, with the greatest (at, ident); NULL: no label\n"
    "  first_label TEXT, -- the first that arrived, for event.parties; stays\n"
    "  events INTEGER NOT NULL, -- superseded versions are not counted, here and below\n"
    "  failures INTEGER NOT NULL, denials INTEGER NOT NULL,\n"
    "  acted INTEGER NOT NULL, -- events in which it is an actor\n"
    "  first_at INTEGER, last_at INTEGER\n"
    ") STRICT",
    /* An item is found by type and key, which no other has; with the label, what an import asks for
     * every one of its items is answered without a look at the row. */
    "CREATE UNIQUE INDEX item_key ON item(type,key,first_label)",

    "CREATE TABLE event( -- what happened\n"
    "  id INTEGER PRIMARY KEY, -- order of arrival, never reused\n"
    "  at INTEGER NOT NULL, -- -9223372036854775808: unknown\n"
    "  ident BLOB NOT NULL, -- 16 bytes\n"
    "  variant INTEGER NOT NULL, -- content where events have ids, else 0\n"
    "  n INTEGER NOT NULL CHECK(n>=1), -- occurrence, or version where events have ids\n"
    "  content INTEGER NOT NULL, leaves INTEGER NOT NULL, -- of the canonical record\n"
    "  native TEXT, -- the source's own id\n"
    "  time_text TEXT, -- as it stood; NULL if time_how tells it\n"
    "  time_how INTEGER NOT NULL, -- resolution (3 bits), zone (2), 32 ambiguous, 64 out of range,\n"
    "  -- spelling (3 bits): 0 time_text, 1 T, 2 T and Z, 3 T and +00:00, 4 blank, 5 blank and UTC,\n"
    "  -- 6 blank and +00:00, 7 a number since 1970\n"
    "  action INTEGER NOT NULL REFERENCES action,\n"
    "  outcome INTEGER NOT NULL CHECK(outcome BETWEEN 0 AND 3), -- unknown, success, failure, denied\n"
    "  reason TEXT, request TEXT,\n"
    "  count INTEGER NOT NULL CHECK(count BETWEEN 1 AND 1000000000), -- more for a row that stands for many\n"
    "  ip TEXT, agent INTEGER REFERENCES term, location TEXT, channel TEXT, message TEXT,\n"
    "  attributes TEXT, -- JSON: all that was not mapped\n"
    "  parties TEXT, -- JSON: each item in it as item*16+role, 8 more if it bears its first label;\n"
    "  -- [that, how found, other label] if it was not found in a field or bears another; view party\n"
    "  record INTEGER NOT NULL, sub INTEGER NOT NULL, -- its place in the dump\n"
    "  offset INTEGER NOT NULL, length INTEGER NOT NULL, digest BLOB,\n"
    "  flags INTEGER NOT NULL, -- 1 conflict, 2 recovered, 4 superseded, 8 stale, 16 has changes,\n"
    "  -- 32 the profile that read it last maps it differently, 64 the last member of attributes is\n"
    "  -- what identity ignores, 128 erased from: its identity, its record's digest and place among items are no\n"
    "  -- more; 256 beside it: in part, else as a whole\n"
    "  import INTEGER NOT NULL REFERENCES import -- the one that stored it\n"
    ") STRICT",
    "CREATE UNIQUE INDEX event_key ON event(at,ident,variant,n)",

    "CREATE TABLE public_id( -- which event has an id: of each 16384 events that came one after the other,\n"
    "  -- once all are there, by the first 7 bits of their ids\n"
    "  bucket INTEGER NOT NULL, -- these bits; -1: the shard's rows are there, and hold\n"
    "  shard INTEGER NOT NULL, -- events from 16384 times it on\n"
    "  ids BLOB NOT NULL, -- for each event 4 bytes of its id behind the first, and 2 that say which\n"
    "  PRIMARY KEY(bucket,shard)\n"
    ") STRICT, WITHOUT ROWID",
    "CREATE TABLE renumbered( -- sealed events whose n is another since, as a fuller version came\n"
    "  event INTEGER PRIMARY KEY,\n"
    "  n INTEGER NOT NULL -- as it was sealed\n"
    ") STRICT",
    "CREATE TRIGGER event_renamed AFTER UPDATE OF ident,n ON event BEGIN\n"
    "  DELETE FROM public_id WHERE bucket=-1 AND shard=old.id/16384;\n"
    "  INSERT OR IGNORE INTO renumbered SELECT old.id,old.n WHERE old.n<>new.n\n"
    "    AND old.id<=(SELECT value FROM meta WHERE name='sealed_event');\n"
    "END",

    "CREATE TABLE native( -- events with ids, given or of declared fields: h is the first 8 bytes of ident\n"
    "  h INTEGER NOT NULL, event INTEGER NOT NULL, PRIMARY KEY(h,event)\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE by_item( -- the events of an item, superseded ones too, month by month; view item_event\n"
    "  period INTEGER NOT NULL, -- UTC months since 1970-01; unknown time: -9223372036854775808\n"
    "  item INTEGER NOT NULL,\n"
    "  second INTEGER NOT NULL, -- of the month, from 0; no event of the row is earlier; unknown time: 0\n"
    "  event INTEGER NOT NULL, -- the first of them\n"
    "  last INTEGER, -- second after which none is; NULL: there is one event\n"
    "  events TEXT, -- JSON: all of them, 256 at most, as distances from event; NULL: there is one\n"
    "  PRIMARY KEY(period,item,second,event)\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE change( -- what an event changed\n"
    "  event INTEGER NOT NULL, ord INTEGER NOT NULL,\n"
    "  field TEXT NOT NULL, old TEXT, new TEXT,\n"
    "  known INTEGER NOT NULL, -- 1 old known, 2 new known\n"
    "  PRIMARY KEY(event,ord)\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE tally( -- events by day, kept by the import\n"
    "  day INTEGER NOT NULL, -- since 1970-01-01 UTC; unknown time: -9223372036854775808\n"
    "  source INTEGER NOT NULL, action INTEGER NOT NULL, outcome INTEGER NOT NULL,\n"
    "  events INTEGER NOT NULL, counted INTEGER NOT NULL, -- counted: sum of event.count\n"
    "  PRIMARY KEY(day,source,action,outcome)\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE met( -- stored events that a dump made again: all from first to last\n"
    "  import INTEGER NOT NULL REFERENCES import, first INTEGER NOT NULL, last INTEGER NOT NULL,\n"
    "  PRIMARY KEY(import,first)\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE fate( -- what became of an import's records, from the first on\n"
    "  import INTEGER NOT NULL REFERENCES import,\n"
    "  entry INTEGER NOT NULL, -- the act of the ledger that tells it; 0: none does yet\n"
    "  n INTEGER NOT NULL, -- rows, in order\n"
    "  runs BLOB NOT NULL, -- records*8+fate, 7 bits a byte, low ones first, 128 more for all but the last;\n"
    "  -- fate: 0 told elsewhere, 1 stored, 2 stored in part, 3 duplicate, 4 skipped, 5 rejected,\n"
    "  -- 6 suppressed, 7 withdrawn before it was sealed\n"
    "  PRIMARY KEY(import,entry,n)\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE act( -- what trailbook did itself, as the ledger tells it\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  at INTEGER NOT NULL, -- seconds since 1970-01-01 UTC, by this machine's clock\n"
    "  kind TEXT NOT NULL,\n"
    "  clear TEXT NOT NULL, -- JSON: members of the entry for all to read\n"
    "  hidden TEXT NOT NULL -- JSON: by name, what the entry commits to\n"
    ") STRICT",

    "CREATE TABLE entry( -- the ledger: each line of it is an event or an act\n"
    "  idx INTEGER PRIMARY KEY, -- from 0, without a hole\n"
    "  event INTEGER, act INTEGER REFERENCES act,\n"
    "  leaf BLOB NOT NULL, -- hash of its line: of the tree's lowest level\n"
    "  salts BLOB NOT NULL, -- 16 bytes for each value that it commits to, in order of their names; zeros:\n"
    "  -- it was erased\n"
    "  CHECK((event IS NULL)<>(act IS NULL))\n"
    ") STRICT",
    "CREATE UNIQUE INDEX entry_event ON entry(event) WHERE event IS NOT NULL",
    "CREATE UNIQUE INDEX entry_act ON entry(act) WHERE act IS NOT NULL",

    "CREATE TABLE kept( -- lines of entries that what is stored gives no more: of what was erased from, or\n"
    "  -- mapped anew since; commitments and what all may read are all that they hold\n"
    "  idx INTEGER PRIMARY KEY REFERENCES entry,\n"
    "  line TEXT NOT NULL\n"
    ") STRICT",

    "CREATE TABLE amended( -- sealed events that were mapped anew since, or taken out\n"
    "  idx INTEGER PRIMARY KEY REFERENCES entry,\n"
    "  event INTEGER NOT NULL,\n"
    "  act INTEGER NOT NULL -- the entry that tells it; 0: none does yet\n"
    ") STRICT",

    "CREATE TABLE erased( -- what was erased, to be known when it comes again\n"
    "  mark BLOB PRIMARY KEY CHECK(length(mark)=32) -- keyed by the pepper, which is not in the store\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE catalog( -- what entries from since on say of an action, until a later row\n"
    "  action INTEGER NOT NULL REFERENCES action, since INTEGER NOT NULL,\n"
    "  category TEXT NOT NULL, label TEXT NOT NULL, sentence TEXT NOT NULL,\n"
    "  PRIMARY KEY(action,since)\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE tile( -- hashes of the ledger's tree: the n-th 256 of a level, 8 levels of the tree apart;\n"
    "  -- level 0 is entry.leaf\n"
    "  level INTEGER NOT NULL, n INTEGER NOT NULL, hashes BLOB NOT NULL, PRIMARY KEY(level,n)\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE checkpoint( -- the ledger's state when it had so many entries, as it was signed\n"
    "  size INTEGER PRIMARY KEY,\n"
    "  note TEXT NOT NULL,\n"
    "  created INTEGER NOT NULL -- seconds since 1970-01-01 UTC\n"
    ") STRICT",

    "CREATE TABLE absent( -- inside the window that an import claims, yet missing from its dump\n"
    "  import INTEGER NOT NULL REFERENCES import, event INTEGER NOT NULL,\n"
    "  PRIMARY KEY(import,event)\n"
    ") STRICT, WITHOUT ROWID",
};

/* A time as ISO text, with all digits; floor division, so that times before 1970 are right too. */
#define NANO(at) "(" at "%1000000000+1000000000)%1000000000"
#define CLOCK(between, at)                                                                         \
    "strftime('%Y-%m-%d" between "%H:%M:%S',(" at "-" NANO(at) ")/1000000000,'unixepoch')"
#define ISO(at) CLOCK("T", at) "||printf('.%09dZ'," NANO(at) ")"
#define ISO_KNOWN(at) "CASE WHEN " at ">" NO_TIME " THEN " ISO(at) " END"
/* The text of event e's time: see event.time_how, and stamp_spell.h. */
#define TIME_TEXT                                                                                  \
    "CASE e.time_how>>7&7 WHEN 0 THEN e.time_text WHEN 7 THEN CAST(e.at/CASE e.time_how&7"         \
    " WHEN 3 THEN 1000000000 WHEN 4 THEN 1000000 WHEN 5 THEN 1000 ELSE 1 END AS TEXT)\n"           \
    "  ELSE iif(e.time_how>>7&7<4," CLOCK("T", "e.at") "," CLOCK(" ", "e.at") ")\n"                \
    "  ||CASE e.time_how&7 WHEN 4 THEN printf('.%03d',(" NANO("e.at") ")/1000000)"                 \
    " WHEN 5 THEN printf('.%06d',(" NANO("e.at") ")/1000) WHEN 6 THEN printf('.%09d',"             \
    NANO("e.at") ") ELSE '' END\n"                                                                 \
    "  ||CASE e.time_how>>7&7 WHEN 2 THEN 'Z' WHEN 3 THEN '+00:00' WHEN 5 THEN ' UTC'"             \
    " WHEN 6 THEN '+00:00' ELSE '' END END"
#define OUTCOME(column)                                                                            \
    "CASE " column " WHEN 1 THEN 'success' WHEN 2 THEN 'failure' WHEN 3 THEN 'denied' "            \
    "ELSE 'unknown' END"

static const char *const views[] = {
    "CREATE VIEW event_view AS -- one row an event, names for numbers\n"
    "SELECT e.id, lower(hex(e.ident)) AS ident, e.n, s.name AS source, e.native AS source_id,\n"
    "  " ISO_KNOWN("e.at") " AS time,\n"
    "  " TIME_TEXT " AS time_text,\n"
    "  CASE WHEN e.time_how&32 THEN 'ambiguous' WHEN e.time_how&64 THEN 'out of range' END AS time_doubt,\n"
    "  a.name AS action, a.category, a.label,\n"
    "  " OUTCOME("e.outcome") " AS outcome, e.reason,\n"
    "  e.request, e.count, e.ip, t.text AS agent, e.location, e.channel, e.message, e.attributes,\n"
    "  i.name AS dump, e.record, e.sub, e.offset, e.length, lower(hex(e.digest)) AS digest,\n"
    "  e.flags&1 AS conflict, (e.flags>>1)&1 AS recovered, (e.flags>>2)&1 AS superseded,\n"
    "  (e.flags>>3)&1 AS stale, (e.flags>>5)&1 AS differs, (e.flags>>6)&1 AS ignores,\n"
    "  (e.flags>>7)&1 AS erased, -- as a whole or in part\n"
    "  e.id IN (SELECT event FROM absent) AS absent -- from a later export\n"
    "FROM event e JOIN action a ON a.id=e.action JOIN source s ON s.id=a.source\n"
    "JOIN import i ON i.id=e.import LEFT JOIN term t ON t.id=e.agent",

    "CREATE VIEW item_view AS -- one row an item\n"
    "SELECT id, type, key, " ITEM_LABEL("item") " AS label, events, failures, denials, acted,\n"
    "  " ISO_KNOWN("first_at") " AS first_time,\n"
    "  " ISO_KNOWN("last_at") " AS last_time\n"
    "FROM item",

    /* Parties lie in their event's row: a table of their own took a quarter of the import's time and
     * of the store's size. */
    "CREATE VIEW party AS -- how items take part in events, one row each, in numbers\n"
    "SELECT event, ord,\n"
    "  code&7 AS role, -- actor, target, related, owner, on_behalf_of\n"
    "  code>>4 AS item,\n"
    "  coalesce(how,0) AS how, -- found in a field, by a text rule, inferred\n"
    "  iif(code&8,(SELECT first_label FROM item WHERE id=code>>4),other) AS label -- at the time\n"
    "FROM (SELECT e.id AS event, j.key AS ord,\n"
    "  coalesce(j.atom,(SELECT atom FROM json_each(j.value) WHERE key=0)) AS code,\n"
    "  (SELECT atom FROM json_each(j.value) WHERE key=1) AS how,\n"
    "  (SELECT atom FROM json_each(j.value) WHERE key=2) AS other\n"
    "  FROM event e, json_each(e.parties) j)",

    "CREATE VIEW item_event AS -- the events of items, one row each, in numbers\n"
    "SELECT b.period, b.item, b.event+j.value AS event\n"
    "FROM by_item b, json_each(coalesce(b.events,'[0]')) j",

    "CREATE VIEW party_view AS -- which items take part in which events, and how\n"
    "SELECT p.event, p.ord,\n"
    "  CASE p.role WHEN 0 THEN 'actor' WHEN 1 THEN 'target' WHEN 2 THEN 'related'\n"
    "    WHEN 3 THEN 'owner' ELSE 'on_behalf_of' END AS role,\n"
    "  i.type, i.key, p.label, " ITEM_LABEL("i") " AS latest_label,\n"
    "  CASE p.how WHEN 0 THEN 'field' WHEN 1 THEN 'text' ELSE 'inferred' END AS found\n"
    "FROM party p JOIN item i ON i.id=p.item",

    "CREATE VIEW change_view AS -- what events changed; NULL where empty or not recorded\n"
    "SELECT c.event, c.ord,\n"
    "  " ISO_KNOWN("e.at") " AS time,\n"
    "  a.name AS action, c.field, c.known&1 AS old_known, c.old, (c.known>>1)&1 AS new_known, c.new\n"
    "FROM change c JOIN event e ON e.id=c.event JOIN action a ON a.id=e.action",

    "CREATE VIEW import_view AS -- one row an import, with its counts; a dump read again has several\n"
    "SELECT i.id, s.name AS source, i.name AS dump,\n"
    "  iif(i.dump IN (SELECT mark FROM erased),NULL,lower(hex(i.dump))) AS sha256, i.bytes,\n"
    "  i.id=r.last AS latest, -- 1: as its dump was read last\n"
    "  i.profile, i.title, lower(hex(i.profile_digest)) AS profile_sha256, i.tool, i.zone,\n"
    "  " ISO_KNOWN("i.done_at") " AS done,\n"
    "  " ISO_KNOWN("c.window_from") " AS window_from, -- its own, or the one that its dump has\n"
    "  " ISO_KNOWN("c.window_to") " AS window_to,\n"
    "  r.claim AS window_import, -- the reading that it stands with, whose place among exports it keeps\n"
    "  i.records, i.mapped, i.skipped, i.rejected,\n"
    "  i.made, i.stored, i.duplicate, i.suppressed, i.conflicts, i.untimed, i.outside, i.absent,\n"
    "  i.recovered, i.remapped, i.differ, i.removed, i.retried,\n"
    "  i.retry_profile, lower(hex(i.retry_digest)) AS retry_sha256,\n"
    "  " ISO_KNOWN("i.first_at") " AS first_time,\n"
    "  " ISO_KNOWN("i.last_at") " AS last_time\n"
    "FROM import i JOIN source s ON s.id=i.source JOIN " IMPORT_READINGS " r ON r.id=i.id\n"
    "LEFT JOIN import c ON c.id=r.claim",

    "CREATE VIEW reject_view AS -- records that could not become events\n"
    "SELECT r.id, s.name AS source, i.name AS dump, r.record, r.line, nullif(r.column_at,0) AS column,\n"
    "  r.offset, r.length, r.code, r.reason, lower(hex(r.digest)) AS sha256, r.raw,\n"
    "  r.retried IS NOT NULL AS solved\n"
    "FROM reject r JOIN import i ON i.id=r.import JOIN source s ON s.id=i.source",

    "CREATE VIEW tally_view AS -- events by day, action and outcome\n"
    "SELECT CASE WHEN t.day>" NO_TIME " THEN date(t.day*86400,'unixepoch') END AS day,\n"
    "  s.name AS source, a.name AS action, a.category,\n"
    "  " OUTCOME("t.outcome") " AS outcome,\n"
    "  t.events, t.counted\n"
    "FROM tally t JOIN source s ON s.id=t.source JOIN action a ON a.id=t.action",
};
/* clang-format on */

/* Is it the text that creates what, such as "TABLE item", or "VIEW", any view; "": anything? */
static bool creates(const char *text, const char *what)
{
    size_t n = strlen(what);

    text += strlen("CREATE ");
    return n == 0 || (strncmp(text, what, n) == 0 && (text[n] == '(' || text[n] == ' '));
}

enum status schema_make(struct store *s, const char *what, struct err *err)
{
    enum status st = ST_OK;

    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]) && st == ST_OK; i++)
        if (creates(tables[i], what))
            st = sql_exec(s, tables[i], err);
    for (size_t i = 0; i < sizeof(views) / sizeof(views[0]) && st == ST_OK; i++)
        if (creates(views[i], what))
            st = sql_exec(s, views[i], err);
    return st;
}

enum status schema_each_table(schema_table *f, void *ctx, struct err *err)
{
    enum status st = ST_OK;

    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]) && st == ST_OK; i++) {
        const char *name = tables[i] + strlen("CREATE TABLE ");
        char copy[32];

        if (!creates(tables[i], "TABLE"))
            continue;
        snprintf(copy, sizeof(copy), "%.*s", (int)strcspn(name, "("), name);
        st = f(ctx, copy, tables[i], err);
    }
    return st;
}

enum status schema_drop_views(struct store *s, struct err *err)
{
    struct buf text;
    enum status st = ST_OK;

    buf_init(&text, BUF_CAP);
    for (size_t i = 0; i < sizeof(views) / sizeof(views[0]) && st == ST_OK; i++) {
        const char *name = views[i] + strlen("CREATE VIEW ");

        buf_clear(&text);
        buf_format(&text, "DROP VIEW IF EXISTS %.*s", (int)strcspn(name, " "), name);
        st = sql_exec(s, buf_string(&text), err);
    }
    buf_release(&text);
    return st;
}

/* Is each of n texts there, once? */
static enum status stands(struct store *s, const char *const *texts, size_t n, bool *stand, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    int64_t there = 0;
    enum status st = sql_prepare(s, "SELECT count(*) FROM main.sqlite_schema WHERE sql=?1", &q, err);

    for (size_t i = 0; i < n && st == ST_OK; i++) {
        sql_text(q, 1, slice_text(texts[i]));
        st = sql_one(s, q, &there, err);
        *stand = *stand && there == 1;
    }
    sql_free(q);
    return st;
}

const char *schema_text(size_t i)
{
    const size_t n = sizeof(tables) / sizeof(tables[0]);

    if (i < n)
        return tables[i];
    return i < n + sizeof(views) / sizeof(views[0]) ? views[i - n] : NULL;
}

enum status schema_stands(struct store *s, bool whole, bool *stand, struct err *err)
{
    size_t n = sizeof(tables) / sizeof(tables[0]) + sizeof(views) / sizeof(views[0]);
    int64_t there = 0;
    enum status st;

    *stand = true;
    st = stands(s, views, sizeof(views) / sizeof(views[0]), stand, err);
    if (st != ST_OK || !whole)
        return st;
    st = stands(s, tables, sizeof(tables) / sizeof(tables[0]), stand, err);
    if (st == ST_OK)
        st = sql_one_text(s,
                          "SELECT count(*) FROM main.sqlite_schema WHERE NOT (type='index' AND sql IS NULL"
                          " AND name LIKE 'sqlite\\_autoindex\\_%' ESCAPE '\\')",
                          &there, err);
    *stand = *stand && there == (int64_t)n;
    return st;
}

enum status schema_stamp(struct store *s, struct err *err)
{
    struct buf text;
    enum status st;

    buf_init(&text, BUF_CAP);
    buf_format(&text, "PRAGMA user_version=%d", STORE_VERSION);
    st = sql_exec(s, buf_string(&text), err);
    buf_release(&text);
    return st;
}

enum status schema_create(struct store *s, struct err *err)
{
    enum status st = schema_make(s, "", err);

    if (st == ST_OK)
        st = sql_exec(s, "INSERT INTO meta VALUES('next_event',1),('removed_before',0)", err);
    if (st == ST_OK)
        st = sql_exec(s, "PRAGMA application_id=0x5442424b", err);
    return st == ST_OK ? schema_stamp(s, err) : st;
}
