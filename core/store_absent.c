/* store_absent: which stored events are absent from a later export.  See store_absent.h.
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
 * What was erased from is absent from none: nobody can tell whether a dump has it.
 *
 * What lies outside a window is counted as a dump is read.  An event that a later run gives another time, or
 * takes away, or that the dump makes only now, is counted anew for claims that the run does not write.
 *
 * Imports of stores before version 3 count as having met whatever was stored (store_migrate.c): what is in
 * doubt is absent from none of their claims if they met anything.
 */
#include "store_absent.h"
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

enum status absent_moved(struct store_writer *w, int64_t event, int64_t import, int64_t was, struct err *err)
{
    if (!w->claimed)
        return ST_OK;
    sql_int(w->q[WQ_MOVED], 1, event);
    sql_int(w->q[WQ_MOVED], 2, import);
    sql_int(w->q[WQ_MOVED], 3, was);
    return sql_run(w->s, w->q[WQ_MOVED], err);
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
    return sql_run_text(w->s, "INSERT OR REPLACE INTO settled VALUES(?1,1)", &claim, 1, err);
}

/* Readings of the dump's bytes, of earlier transactions or the one that a retry adds to.  A dump that never
 * made anything has nothing: many nights' empty exports are the same bytes. */
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
    enum status st = ST_OK;

    *met = false;
    sql_int(q, 1, ident_head(ident));
    sql_blob(q, 2, ident, IDENT_SIZE);
    while (!*met && (st = sql_step(w->s, q, err)) == ST_OK)
        *met = ident_met(w, sql_column_int(q, 0));
    sql_reset(q);
    return st == ST_END ? ST_OK : st;
}

static enum status note_absent(struct store_writer *w, int64_t event, struct err *err)
{
    struct sqlite3_stmt *q = w->q[WQ_ABSENT];

    sql_int(q, 1, w->claim);
    sql_int(q, 2, event);
    w->counts.absent++;
    return sql_run(w->s, q, err);
}

/* A stored event in the window.  Only one in conflict has other versions. */
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

/* Does absent_find() do all of this run's claim: a new one, of a dump that was never read? */
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

/* From here on, tables that live for one settling.  A dump's number is that of its first import, so it tells
 * which of two was imported first; an export's is that of its first part. */
static const char make_tables[] =
    /* All imports of the source.
     * joined: has the export other parts; own: is it of this transaction; made: did any reading of the dump
     * make an event; again: is it a second reading of the dump, or one with a retry; start, stop: the window
     * that it claims, or NULL. */
    "CREATE TEMP TABLE IF NOT EXISTS reading(import INTEGER PRIMARY KEY,dump INTEGER,export INTEGER,"
    "joined INTEGER,own INTEGER,made INTEGER,again INTEGER,start INTEGER,stop INTEGER);"
    "CREATE INDEX IF NOT EXISTS temp.reading_dump ON reading(dump,joined);"
    "CREATE INDEX IF NOT EXISTS temp.reading_export ON reading(export,dump);"
    "CREATE INDEX IF NOT EXISTS temp.reading_again ON reading(dump) WHERE again;"
    "CREATE INDEX IF NOT EXISTS temp.reading_window ON reading(start,stop) WHERE start IS NOT NULL;"
    /* Events in doubt, with all versions of each.
     * event, at: the version shown, and its time; dump: the one that stored this version. */
    "CREATE TEMP TABLE IF NOT EXISTS asked(version INTEGER PRIMARY KEY,event INTEGER,at INTEGER,"
    "dump INTEGER);"
    "CREATE INDEX IF NOT EXISTS temp.asked_event ON asked(event);"
    "CREATE INDEX IF NOT EXISTS temp.asked_at ON asked(at) WHERE version=event;"
    /* Claims that may lack one of them, as in reading.
     * joined: was the dump, which is not an empty one, ever read with others. */
    "CREATE TEMP TABLE IF NOT EXISTS lister(import INTEGER PRIMARY KEY,dump INTEGER,export INTEGER,"
    "joined INTEGER,start INTEGER,stop INTEGER);"
    /* The dumps of a claim's export: what any of them has is not absent. */
    "CREATE TEMP TABLE IF NOT EXISTS part(claim INTEGER,dump INTEGER,PRIMARY KEY(claim,dump))"
    " WITHOUT ROWID;"
    "DELETE FROM reading";

/* ?1 the source, ?2 this writer's first import. */
static const char fill_reading[] =
    "INSERT INTO reading SELECT id,min(id) OVER d,coalesce(part_of,id),count(*) OVER x>1,id>=?2,"
    "max(made) OVER d>0,id>min(id) OVER d OR retried>0,window_from,window_to FROM import WHERE source=?1"
    " WINDOW d AS (PARTITION BY bytes,dump),x AS (PARTITION BY coalesce(part_of,id))";

/* Events without other versions.  What was removed is no event any more, and in doubt no more. */
static const char ask_single[] =
    "INSERT INTO asked SELECT e.id,e.id,e.at,r.dump FROM doubt d CROSS JOIN event e ON e.id=d.event"
    " CROSS JOIN reading r ON r.import=e.import WHERE (e.flags&(" FLAG_CONFLICT "|" FLAG_ERASED "))=0";

enum ask_query { AQ_CONFLICTS, AQ_VERSIONS, AQ_COUNT };

/* AQ_VERSIONS: ?2 is the ident, ?1 its head; s is the version shown, e any of them. */
static const char *const ask_texts[AQ_COUNT] = {
    [AQ_CONFLICTS] = "SELECT e.ident FROM doubt d CROSS JOIN event e ON e.id=d.event WHERE"
                     " (e.flags&(" FLAG_CONFLICT "|" FLAG_ERASED "))=" FLAG_CONFLICT
                     " AND NOT EXISTS(SELECT 1 FROM asked WHERE version=e.id)",
    [AQ_VERSIONS] = "INSERT OR IGNORE INTO asked SELECT e.id,s.id,s.at,r.dump FROM native n"
                    " CROSS JOIN event s ON s.id=n.event AND s.ident=?2 AND (s.flags&" FLAG_SUPERSEDED ")=0"
                    " CROSS JOIN native v ON v.h=?1"
                    " CROSS JOIN event e ON e.id=v.event AND e.ident=?2"
                    " CROSS JOIN reading r ON r.import=e.import WHERE n.h=?1",
};

/* Claims c, by a condition that follows. */
#define LISTERS                                                                                              \
    "INSERT INTO lister SELECT import,dump,export,"                                                          \
    "made AND EXISTS(SELECT 1 FROM reading q WHERE q.dump=c.dump AND q.joined),start,stop"                   \
    " FROM reading c WHERE start IS NOT NULL AND "

/* For doubts: claims whose windows cover what is asked; it is listed nowhere until then. */
static const char cover_asked[] =
    LISTERS "EXISTS(SELECT 1 FROM asked a WHERE a.at>=c.start AND a.at<c.stop AND a.version=a.event)";
static const char unlist_asked[] = "DELETE FROM absent WHERE event IN (SELECT version FROM asked)";

/* Rows that have changed: those of this transaction, and in settled already those with another window, or
 * with none any more.  With them go the claims of their exports, in both ways of keep_last: the export may
 * have another part now, and another claim that lists. */
#define CHANGED "(own OR import IN (SELECT claim FROM settled))"

static const char settle_partners[] =
    "INSERT OR IGNORE INTO settled SELECT import,own FROM reading WHERE start IS NOT NULL AND"
    " (export IN (SELECT export FROM reading WHERE " CHANGED ")"
    " OR (made AND dump IN (SELECT dump FROM reading WHERE joined AND export IN"
    " (SELECT export FROM reading WHERE joined AND dump IN"
    " (SELECT dump FROM reading WHERE made AND " CHANGED ")))))";

/* For claims that have changed: they list nothing until all that is shown in their windows was asked. */
static const char cover_settled[] = LISTERS "import IN (SELECT claim FROM settled)";
static const char unlist_settled[] = "DELETE FROM absent WHERE import IN (SELECT import FROM lister)";
static const char doubt_covered[] =
    "DELETE FROM doubt;"
    "INSERT OR IGNORE INTO doubt SELECT e.id FROM lister c"
    " CROSS JOIN event e ON e.at>=c.start AND e.at<c.stop"
    " CROSS JOIN reading r ON r.import=e.import WHERE (e.flags&(" FLAG_SUPERSEDED "|" FLAG_ERASED "))=0";

/* Of several claims of one window of one export the last one lists, k: the others go.  An export is the same
 * if the claims' rows are of one, or if any reading of lister's dump was together with k's dump.  k need not
 * be in lister, but what it lists must be right then: hence settle_partners. */
static const char keep_last[] =
    "DELETE FROM lister WHERE EXISTS(SELECT 1 FROM reading k WHERE k.start=lister.start"
    " AND k.stop=lister.stop AND k.import>lister.import"
    " AND (k.export=lister.export OR (lister.joined AND k.made AND EXISTS"
    "(SELECT 1 FROM reading q CROSS JOIN reading p ON p.export=q.export AND p.dump=k.dump"
    " WHERE q.dump=lister.dump AND q.joined))))";

/* The claim's own dump; those of its own row's export; those, but for empty ones, that any reading q of its
 * dump was together with. */
static const char fill_part[] =
    "INSERT OR IGNORE INTO part SELECT import,dump FROM lister"
    " UNION ALL SELECT c.import,p.dump FROM lister c CROSS JOIN reading p ON p.export=c.export"
    " UNION ALL SELECT c.import,p.dump FROM lister c"
    " CROSS JOIN reading q ON q.dump=c.dump AND q.joined"
    " CROSS JOIN reading p ON p.export=q.export AND p.made WHERE c.joined";

#define MET_BY_R STORE_MET("r.import", "v.version")

/* Did a part of claim c store version v, or meet it? */
#define PART_HAS                                                                                             \
    "EXISTS(SELECT 1 FROM part p WHERE p.claim=c.import AND p.dump=v.dump)"                                  \
    " OR EXISTS(SELECT 1 FROM part p CROSS JOIN reading r ON r.dump=p.dump WHERE p.claim=c.import"           \
    " AND " MET_BY_R ")"

/* Did a dump that was imported first before claim c?  What the first reading of a dump meets was stored
 * before, by a dump that is older still; so only later readings need be asked what they met. */
#define EARLIER_HAS                                                                                          \
    "v.dump<c.import"                                                                                        \
    " OR EXISTS(SELECT 1 FROM reading r WHERE r.again AND r.dump<c.import AND " MET_BY_R ")"

/* The rule: event a is absent from claim c. */
static const char list_absent[] =
    "INSERT INTO absent SELECT c.import,a.event FROM lister c"
    " CROSS JOIN asked a ON a.at>=c.start AND a.at<c.stop AND a.version=a.event"
    " WHERE NOT EXISTS(SELECT 1 FROM asked v WHERE v.event=a.event AND (" PART_HAS "))"
    " AND EXISTS(SELECT 1 FROM asked v WHERE v.event=a.event AND (" EARLIER_HAS "))";

static enum status find_readings(struct store_writer *w, struct err *err)
{
    const int64_t numbers[] = {w->source, w->first_import};
    enum status st = sql_exec(w->s, make_tables, err);

    return st == ST_OK ? sql_run_text(w->s, fill_reading, numbers, 2, err) : st;
}

static enum status ask_versions(struct store_writer *w, struct sqlite3_stmt *const *q, struct err *err)
{
    unsigned char ident[IDENT_SIZE];
    enum status st;

    while ((st = sql_step(w->s, q[AQ_CONFLICTS], err)) == ST_OK) {
        sql_column_bytes(q[AQ_CONFLICTS], 0, ident, IDENT_SIZE);
        sql_int(q[AQ_VERSIONS], 1, ident_head(ident));
        sql_blob(q[AQ_VERSIONS], 2, ident, IDENT_SIZE);
        st = sql_run(w->s, q[AQ_VERSIONS], err);
        if (st != ST_OK)
            return st;
    }
    return st == ST_END ? ST_OK : st;
}

/* Fills asked with what is in doubt. */
static enum status ask_doubts(struct store_writer *w, struct err *err)
{
    struct sqlite3_stmt *q[AQ_COUNT] = {NULL};
    enum status st = sql_exec(w->s, ask_single, err);

    if (st == ST_OK)
        st = sql_prepare_all(w->s, ask_texts, AQ_COUNT, q, err);
    if (st == ST_OK)
        st = ask_versions(w, q, err);
    sql_free_all(q, AQ_COUNT);
    return st;
}

static enum status run_all(struct store_writer *w, const char *const *texts, size_t n, struct err *err)
{
    enum status st = ST_OK;

    for (size_t i = 0; i < n && st == ST_OK; i++)
        st = sql_exec(w->s, texts[i], err);
    return st;
}

/* From lister and asked to absent. */
static enum status list_asked(struct store_writer *w, struct err *err)
{
    static const char *const texts[] = {
        keep_last, fill_part, list_absent, "DELETE FROM asked", "DELETE FROM lister", "DELETE FROM part",
    };

    return run_all(w, texts, sizeof(texts) / sizeof(texts[0]), err);
}

/* What is in doubt for another reason has the time that it had. */
static const char move_doubts[] = "INSERT OR IGNORE INTO moved SELECT e.id,e.import,e.at FROM doubt d"
                                  " CROSS JOIN event e ON e.id=d.event";

/* Does the time, if it is known, lie outside claim c? */
#define OUTSIDE_NOW "(e.at<>" NO_TIME " AND (e.at<c.start OR e.at>=c.stop))"
#define WAS_OUTSIDE "(p.was<>" NO_TIME " AND (p.was<c.start OR p.was>=c.stop))"

/* Events p that have moved, of each dump that has them, or had: by this transaction's readings alone, fresh,
 * or before. */
#define MOVED_OF_DUMPS                                                                                       \
    "SELECT dump,event,was,min(own) AS fresh FROM"                                                           \
    " (SELECT r.dump,v.event,v.was,r.own FROM moved v CROSS JOIN reading r ON r.import=v.import"             \
    " UNION ALL SELECT r.dump,v.event,v.was,r.own FROM reading r CROSS JOIN met m ON m.import=r.import"      \
    " CROSS JOIN moved v ON v.event BETWEEN m.first AND m.last) GROUP BY dump,event"

/* By how many more claims c of these dumps have outside now.  Those that this run counted whole are left, as
 * is that of ?1, the import that it wrote or added to. */
#define SHIFTS                                                                                               \
    "SELECT c.import AS claim,coalesce(sum(" OUTSIDE_NOW "),0)-sum(NOT p.fresh AND " WAS_OUTSIDE ") AS n"    \
    " FROM (" MOVED_OF_DUMPS ") p CROSS JOIN reading c ON c.dump=p.dump"                                     \
    " AND c.start IS NOT NULL AND NOT c.own AND c.import<>?1"                                                \
    " AND c.import NOT IN (SELECT claim FROM settled WHERE own)"                                             \
    " LEFT JOIN event e ON e.id=p.event GROUP BY c.import"

/* No reading has more outside than it made: stores before version 3 know no better what was met. */
static const char shift_outside[] =
    "UPDATE import SET outside=max(0,min(outside+n,(SELECT max(d.made) FROM import d WHERE"
    " d.source=import.source AND d.bytes=import.bytes AND d.dump=import.dump)))"
    " FROM (" SHIFTS ") WHERE id=claim";

static enum status count_outside(struct store_writer *w, struct err *err)
{
    enum status st = sql_exec(w->s, move_doubts, err);

    return st == ST_OK ? sql_run_text(w->s, shift_outside, &w->import, 1, err) : st;
}

static enum status settle_doubts(struct store_writer *w, struct err *err)
{
    static const char *const texts[] = {cover_asked, unlist_asked};
    enum status st = ask_doubts(w, err);

    if (st == ST_OK)
        st = run_all(w, texts, sizeof(texts) / sizeof(texts[0]), err);
    return st == ST_OK ? list_asked(w, err) : st;
}

static enum status settle_changed(struct store_writer *w, struct err *err)
{
    static const char *const texts[] = {settle_partners, cover_settled, unlist_settled, doubt_covered};
    enum status st = run_all(w, texts, sizeof(texts) / sizeof(texts[0]), err);

    if (st == ST_OK)
        st = ask_doubts(w, err);
    return st == ST_OK ? list_asked(w, err) : st;
}

/* Of all claims, since a doubt may concern any; counts tell of those that this run made or corrected, and of
 * a plain one they do so already. */
static enum status count_absent(struct store_writer *w, struct import_counts *counts, struct err *err)
{
    static const char of_claims[] =
        "UPDATE import SET absent=(SELECT count(*) FROM absent a WHERE a.import=import.id)"
        " WHERE id IN (SELECT import FROM reading WHERE start IS NOT NULL)";
    static const char of_run[] = "SELECT coalesce(sum(absent),0) FROM import WHERE id IN"
                                 " (SELECT claim FROM settled WHERE own)";
    int64_t n = 0;
    enum status st = sql_exec(w->s, of_claims, err);

    if (st != ST_OK || w->resumed || is_plain(w))
        return st;
    if (w->has_window)
        st = sql_one_text(w->s, of_run, &n, err);
    counts->absent = (uint64_t)n;
    return st;
}

/* What a retry adds belongs to the reading that it retries: it changes no claim, but leaves doubts. */
enum status absent_settle(struct store_writer *w, struct import_counts *counts, struct err *err)
{
    int64_t doubts = 0, settled = 0;
    bool changed;
    enum status st = ST_OK;

    if (!w->claimed && !w->has_window)
        return ST_OK;
    st = sql_one_text(w->s, "SELECT EXISTS(SELECT 1 FROM doubt)", &doubts, err);
    if (st == ST_OK)
        st = sql_one_text(w->s, "SELECT EXISTS(SELECT 1 FROM settled)", &settled, err);
    changed = !w->resumed && (settled != 0 || w->known);
    if (st != ST_OK || (doubts == 0 && !changed))
        return st;
    st = find_readings(w, err);
    if (st == ST_OK)
        st = count_outside(w, err);
    if (st == ST_OK && doubts != 0)
        st = settle_doubts(w, err);
    if (st == ST_OK && changed)
        st = settle_changed(w, err);
    return st == ST_OK ? count_absent(w, counts, err) : st;
}
