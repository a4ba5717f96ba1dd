/* store_absent: which stored events are absent from a later export.  See store_settle.h.
 *
 * At the end of each transaction, in whatever order dumps were imported, read again and corrected, this
 * holds.  An event, with all versions of its id, is absent from a claim, an import's window, if
 *   - the time of the version shown lies in the window,
 *   - no reading of the claim's dump, or of another part of its export, has a version of it, and
 *   - a dump that was imported first before the claim has one.
 * A reading has what it stored and what it met, until that is removed.  A dump is its bytes, within a source.
 * The parts of an export are the dumps that were ever read together with the claim's; an empty one recurs,
 * night by night, so with such only those of the claim's own row.  Where several rows claim one window of one
 * export, the last of them lists what is absent, as the version shown.
 *
 * A new claim of a dump that was not read before asks ident_met() alone.  All else that may change what is
 * absent is a doubt: an id with other versions, an event with another time, and what a dump that was read
 * before makes now and never did.  Doubts are settled at the end, for all claims that cover them, and a
 * claim whose window or parts are others than before is made anew.
 *
 * Imports of stores before version 3 count as having met whatever was stored (store_migrate.c): what is in
 * doubt is absent from none of their claims if they met anything.
 */
#include "store_settle.h"
#include "store_writer.h"

enum status absent_open(struct store_writer *w, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    int64_t claims = 0;
    enum status st = sql_prepare(
        w->s, "SELECT EXISTS(SELECT 1 FROM import WHERE source=?1 AND window_from IS NOT NULL)", &q, err);

    if (st == ST_OK) {
        sql_int(q, 1, w->source);
        st = sql_one(w->s, q, &claims, err);
    }
    w->claimed = claims != 0;
    sql_free(q);
    return st;
}

enum status absent_doubt(struct store_writer *w, int64_t event, struct err *err)
{
    if (!w->claimed)
        return ST_OK;
    sql_int(w->q[WQ_DOUBT], 1, event);
    return sql_run(w->s, w->q[WQ_DOUBT], err);
}

enum status absent_doubt_met(struct store_writer *w, int64_t first, int64_t last, struct err *err)
{
    if (!w->claimed || !w->reread)
        return ST_OK;
    sql_int(w->q[WQ_DOUBT_MET], 1, first);
    sql_int(w->q[WQ_DOUBT_MET], 2, last);
    return sql_run(w->s, w->q[WQ_DOUBT_MET], err);
}

enum status absent_doubt_stored(struct store_writer *w, struct err *err)
{
    enum status st = ST_OK;

    for (int64_t id = w->part_id; w->claimed && w->reread && id < w->next_id && st == ST_OK; id++)
        st = absent_doubt(w, id, err);
    return st;
}

enum status absent_claim(struct store_writer *w, int64_t claim, struct err *err)
{
    return sql_run_text(w->s, "INSERT OR IGNORE INTO settled VALUES(?1,1)", &claim, 1, err);
}

/* A dump that never made anything has nothing: many nights' empty exports are the same bytes. */
enum status absent_known(struct store_writer *w, const struct store_import *info, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st;

    if (!w->claimed && !w->has_window)
        return ST_OK;
    st = sql_exec(w->s, "DELETE FROM before", err);
    if (st == ST_OK)
        st = sql_prepare(w->s,
                         "INSERT INTO before SELECT id FROM import WHERE source=?1 AND bytes=?2 AND dump=?3"
                         " AND (id<?4 OR id=?5) AND (made>0 OR ?6)",
                         &q, err);
    if (st == ST_OK) {
        sql_int(q, 1, w->source);
        sql_int(q, 2, (int64_t)info->bytes);
        sql_blob(q, 3, info->dump, DIGEST_SIZE);
        sql_int(q, 4, w->first_import);
        sql_int(q, 5, w->import);
        sql_int(q, 6, w->counts.made > 0);
        st = sql_run(w->s, q, err);
    }
    w->reread = st == ST_OK && (w->resumed || sql_changes(w->s) > 0);
    w->known |= w->reread;
    sql_free(q);
    return st;
}

/* Is another version of that id in this dump? */
static enum status version_met(struct store_writer *w, const unsigned char ident[IDENT_SIZE], bool *met,
                               struct err *err)
{
    struct sqlite3_stmt *q = w->q[WQ_VERSIONS];
    enum status st;

    *met = false;
    sql_int(q, 1, ident_head(ident));
    sql_blob(q, 2, ident, IDENT_SIZE);
    while ((st = sql_step(w->s, q, err)) == ST_OK && !*met)
        *met = ident_met(w, sql_column_int(q, 0));
    sql_reset(q);
    return st == ST_END || st == ST_OK ? ST_OK : st;
}

static enum status note_absent(struct store_writer *w, int64_t event, struct err *err)
{
    struct sqlite3_stmt *q = w->q[WQ_ABSENT];

    sql_int(q, 1, w->claim);
    sql_int(q, 2, event);
    w->counts.absent++;
    return sql_run(w->s, q, err);
}

static enum status find_one(struct store_writer *w, struct sqlite3_stmt *q, struct err *err)
{
    unsigned char ident[IDENT_SIZE];
    int64_t event = sql_column_int(q, 0);
    bool met = ident_met(w, event);
    enum status st = ST_OK;

    if (!met && (sql_column_int(q, 1) & EVENT_CONFLICT) != 0) {
        sql_column_bytes(q, 2, ident, IDENT_SIZE);
        st = version_met(w, ident, &met, err);
    }
    return st == ST_OK && !met ? note_absent(w, event, err) : st;
}

/* Is the claim one that absent_find() does? */
static bool is_plain(const struct store_writer *w)
{
    return w->has_window && !w->resumed && !w->known && w->claim == w->import;
}

enum status absent_find(struct store_writer *w, struct err *err)
{
    struct sqlite3_stmt *q = w->q[WQ_WINDOW];
    enum status st;

    if (!is_plain(w))
        return ST_OK;
    sql_int(q, 1, w->window_from);
    sql_int(q, 2, w->window_to);
    sql_int(q, 3, w->first_id);
    sql_int(q, 4, w->source);
    while ((st = sql_step(w->s, q, err)) == ST_OK) {
        st = find_one(w, q, err);
        if (st != ST_OK)
            break;
    }
    sql_reset(q);
    return st == ST_END ? ST_OK : st;
}

/* Tables that live for one settling:
 * reading - the source's imports; place: the first of its dump; export: the first of its parts; parts: are
 * there any; own: is it of this transaction; made: did a reading of the dump make anything; again: may it
 * have met what later dumps stored; start, stop: its window.
 * asked - events in doubt, all versions of each; event: the one shown, at its time; place: that of the dump
 * which stored the version.
 * lister - claims that may lack one; joined: was its dump read with others.
 * part - the dumps of its export. */
static const char scratch[] =
    "CREATE TEMP TABLE IF NOT EXISTS reading(import INTEGER PRIMARY KEY,place INTEGER,export INTEGER,"
    "parts INTEGER,own INTEGER,made INTEGER,again INTEGER,start INTEGER,stop INTEGER);"
    "CREATE INDEX IF NOT EXISTS temp.reading_place ON reading(place,parts);"
    "CREATE INDEX IF NOT EXISTS temp.reading_export ON reading(export,place);"
    "CREATE INDEX IF NOT EXISTS temp.reading_again ON reading(place) WHERE again;"
    "CREATE INDEX IF NOT EXISTS temp.reading_window ON reading(start,stop) WHERE start IS NOT NULL;"
    "CREATE TEMP TABLE IF NOT EXISTS asked(version INTEGER PRIMARY KEY,event INTEGER,at INTEGER,"
    "place INTEGER);"
    "CREATE INDEX IF NOT EXISTS temp.asked_event ON asked(event);"
    "CREATE INDEX IF NOT EXISTS temp.asked_at ON asked(at) WHERE version=event;"
    "CREATE TEMP TABLE IF NOT EXISTS lister(import INTEGER PRIMARY KEY,place INTEGER,export INTEGER,"
    "joined INTEGER,start INTEGER,stop INTEGER);"
    "CREATE TEMP TABLE IF NOT EXISTS part(claim INTEGER,place INTEGER,PRIMARY KEY(claim,place))"
    " WITHOUT ROWID;"
    "DELETE FROM reading";

static const char readings[] =
    "INSERT INTO reading SELECT id,min(id) OVER d,coalesce(part_of,id),count(*) OVER x>1,id>=?2,"
    "max(made) OVER d>0,id>min(id) OVER d OR retried>0,window_from,window_to FROM import WHERE source=?1"
    " WINDOW d AS (PARTITION BY bytes,dump),x AS (PARTITION BY coalesce(part_of,id))";

/* Besides those whose window is another: whatever claims there are of the exports that the dumps which were
 * just read are parts of. */
static const char partners[] =
    "INSERT OR IGNORE INTO settled SELECT import,own FROM reading WHERE start IS NOT NULL AND"
    " (own OR (made AND place IN (SELECT place FROM reading WHERE parts AND export IN"
    " (SELECT export FROM reading WHERE parts AND place IN (SELECT place FROM reading WHERE own)))))";

#define CLAIM                                                                                                \
    "INSERT INTO lister SELECT import,place,export,"                                                         \
    "made AND EXISTS(SELECT 1 FROM reading q WHERE q.place=c.place AND q.parts),start,stop FROM reading c"   \
    " WHERE start IS NOT NULL AND "

static const char covering[] =
    CLAIM "EXISTS(SELECT 1 FROM asked a WHERE a.at>=c.start AND a.at<c.stop AND a.version=a.event);"
          "DELETE FROM absent WHERE event IN (SELECT version FROM asked)";

static const char changed[] = CLAIM "import IN (SELECT claim FROM settled);"
                                    "DELETE FROM absent WHERE import IN (SELECT import FROM lister);"
                                    "DELETE FROM doubt;"
                                    "INSERT OR IGNORE INTO doubt SELECT e.id FROM lister c"
                                    " CROSS JOIN event e ON e.at>=c.start AND e.at<c.stop"
                                    " CROSS JOIN reading r ON r.import=e.import WHERE (e.flags&4)=0";

#define VERSION_MET STORE_MET("r.import", "v.version")

/* Which claims list, and what. */
static const char listing[] =
    "DELETE FROM lister WHERE EXISTS(SELECT 1 FROM reading k WHERE k.start=lister.start"
    " AND k.stop=lister.stop AND k.import>lister.import"
    " AND (k.export=lister.export OR (lister.joined AND k.made AND EXISTS"
    "(SELECT 1 FROM reading q CROSS JOIN reading p ON p.export=q.export AND p.place=k.place"
    " WHERE q.place=lister.place AND q.parts))));"
    "INSERT OR IGNORE INTO part SELECT import,place FROM lister"
    " UNION ALL SELECT c.import,p.place FROM lister c CROSS JOIN reading p ON p.export=c.export"
    " UNION ALL SELECT c.import,p.place FROM lister c CROSS JOIN reading q ON q.place=c.place AND q.parts"
    " CROSS JOIN reading p ON p.export=q.export AND p.made WHERE c.joined;"
    "INSERT INTO absent SELECT c.import,a.event FROM lister c"
    " CROSS JOIN asked a ON a.at>=c.start AND a.at<c.stop AND a.version=a.event"
    " WHERE NOT EXISTS(SELECT 1 FROM asked v WHERE v.event=a.event AND"
    " (EXISTS(SELECT 1 FROM part p WHERE p.claim=c.import AND p.place=v.place)"
    " OR EXISTS(SELECT 1 FROM part p CROSS JOIN reading r ON r.place=p.place"
    " WHERE p.claim=c.import AND " VERSION_MET ")))"
    " AND EXISTS(SELECT 1 FROM asked v WHERE v.event=a.event AND (v.place<c.import"
    " OR EXISTS(SELECT 1 FROM reading r WHERE r.again AND r.place<c.import AND " VERSION_MET ")));"
    "DELETE FROM asked; DELETE FROM lister; DELETE FROM part";

static enum status find_readings(struct store_writer *w, struct err *err)
{
    const int64_t numbers[] = {w->source, w->first_import};
    enum status st = sql_exec(w->s, scratch, err);

    return st == ST_OK ? sql_run_text(w->s, readings, numbers, 2, err) : st;
}

static enum status ask_versions(struct store_writer *w, struct sqlite3_stmt *from, struct sqlite3_stmt *to,
                                struct err *err)
{
    unsigned char ident[IDENT_SIZE];
    enum status st;

    while ((st = sql_step(w->s, from, err)) == ST_OK) {
        sql_column_bytes(from, 0, ident, IDENT_SIZE);
        sql_int(to, 1, ident_head(ident));
        sql_blob(to, 2, ident, IDENT_SIZE);
        st = sql_run(w->s, to, err);
        if (st != ST_OK)
            return st;
    }
    return st == ST_END ? ST_OK : st;
}

/* From doubts to asked: what was removed is in doubt no more. */
static enum status ask(struct store_writer *w, struct err *err)
{
    static const char *const texts[] = {
        "SELECT e.ident FROM doubt d CROSS JOIN event e ON e.id=d.event WHERE (e.flags&1)<>0"
        " AND NOT EXISTS(SELECT 1 FROM asked WHERE version=e.id)",
        "INSERT OR IGNORE INTO asked SELECT e.id,s.id,s.at,r.place FROM native n"
        " CROSS JOIN event s ON s.id=n.event AND s.ident=?2 AND (s.flags&4)=0"
        " CROSS JOIN native v ON v.h=?1 CROSS JOIN event e ON e.id=v.event AND e.ident=?2"
        " CROSS JOIN reading r ON r.import=e.import WHERE n.h=?1",
    };
    struct sqlite3_stmt *q[2] = {NULL};
    enum status st =
        sql_exec(w->s,
                 "INSERT INTO asked SELECT e.id,e.id,e.at,r.place FROM doubt d CROSS JOIN event e"
                 " ON e.id=d.event CROSS JOIN reading r ON r.import=e.import WHERE (e.flags&1)=0",
                 err);

    if (st == ST_OK)
        st = sql_prepare_all(w->s, texts, 2, q, err);
    if (st == ST_OK)
        st = ask_versions(w, q[0], q[1], err);
    sql_free_all(q, 2);
    return st;
}

static enum status settle_doubts(struct store_writer *w, struct err *err)
{
    enum status st = ask(w, err);

    if (st == ST_OK)
        st = sql_exec(w->s, covering, err);
    return st == ST_OK ? sql_exec(w->s, listing, err) : st;
}

static enum status settle_changed(struct store_writer *w, struct err *err)
{
    enum status st = sql_exec(w->s, partners, err);

    if (st == ST_OK)
        st = sql_exec(w->s, changed, err);
    if (st == ST_OK)
        st = ask(w, err);
    return st == ST_OK ? sql_exec(w->s, listing, err) : st;
}

static enum status count_absent(struct store_writer *w, struct import_counts *counts, struct err *err)
{
    int64_t n = 0;
    enum status st =
        sql_exec(w->s,
                 "UPDATE import SET absent=(SELECT count(*) FROM absent a WHERE a.import=import.id)"
                 " WHERE id IN (SELECT import FROM reading WHERE start IS NOT NULL)",
                 err);

    if (st == ST_OK && w->has_window && !w->resumed && !is_plain(w))
        st = sql_one_text(w->s,
                          "SELECT coalesce(sum(absent),0) FROM import WHERE id IN"
                          " (SELECT claim FROM settled WHERE own)",
                          &n, err);
    if (!is_plain(w) && !w->resumed)
        counts->absent = (uint64_t)n;
    return st;
}

enum status absent_settle(struct store_writer *w, struct import_counts *counts, struct err *err)
{
    int64_t doubts = 0, claims = 0;
    enum status st = ST_OK;

    if (!w->claimed && !w->has_window)
        return ST_OK;
    st = sql_one_text(w->s, "SELECT EXISTS(SELECT 1 FROM doubt)", &doubts, err);
    if (st == ST_OK)
        st = sql_one_text(w->s, "SELECT EXISTS(SELECT 1 FROM settled)", &claims, err);
    claims = !w->resumed && (claims != 0 || w->known);
    if (st != ST_OK || (doubts == 0 && claims == 0))
        return st;
    st = find_readings(w, err);
    if (st == ST_OK && doubts != 0)
        st = settle_doubts(w, err);
    if (st == ST_OK && claims != 0)
        st = settle_changed(w, err);
    return st == ST_OK ? count_absent(w, counts, err) : st;
}
