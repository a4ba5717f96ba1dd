/* store_remove: events that a dump made by an earlier profile and makes no more.  See store_remap.h.
 *
 * What these very bytes made by an earlier reading, and this one did not meet, goes, unless another
 * dump made it too, as it was read last: that dump may be given with remap later.  Parts of one
 * export share their count of equal records: what they made without an id goes only if all of them are
 * read again together, or occurrence 1 could go and 2 stay.  What was erased from stays: nobody can tell
 * whether the dump still makes it.
 */
#include <assert.h>

#include "store_remap.h"
#include "store_writer.h"

enum remove_query { MQ_MADE, MQ_CLAIMED, MQ_NOTE, MQ_COUNT };

/* now: the dumps that are read, all parts of them.  mine: earlier readings of them; whole: with all
 * their parts.  removed: what is made no more; stays: is it kept all the same?  latest: those of
 * the source's other dumps, as they were read last; claim: what they met, by first, where reach is the
 * greatest last up to there. */
static const char scratch[] =
    "CREATE TEMP TABLE IF NOT EXISTS removed(event INTEGER PRIMARY KEY,stays INTEGER);"
    "CREATE TEMP TABLE IF NOT EXISTS now(bytes INTEGER,dump BLOB);"
    "CREATE TEMP TABLE IF NOT EXISTS mine(import INTEGER PRIMARY KEY,whole INTEGER);"
    "CREATE TEMP TABLE IF NOT EXISTS latest(import INTEGER PRIMARY KEY);"
    "CREATE TEMP TABLE IF NOT EXISTS claim(first INTEGER PRIMARY KEY,reach INTEGER);"
    "DELETE FROM removed; DELETE FROM now; DELETE FROM mine; DELETE FROM latest; DELETE FROM claim";

/* ?1 the source, ?2 this writer's first import. */
static const char *const fills[] = {
    "INSERT INTO now SELECT bytes,dump FROM import WHERE source=?1 AND id>=?2",
    "INSERT INTO mine SELECT i.id,NOT EXISTS(SELECT 1 FROM import p"
    " WHERE coalesce(p.part_of,p.id)=coalesce(i.part_of,i.id)"
    " AND (p.bytes,p.dump) NOT IN now) FROM import i"
    " WHERE i.source=?1 AND i.id<?2 AND (i.bytes,i.dump) IN now",
    "INSERT INTO latest SELECT i.id FROM import i WHERE i.source=?1 AND i.id<?2"
    " AND (i.bytes,i.dump) NOT IN now AND " IMPORT_LATEST,
};

static const char *const texts[MQ_COUNT] = {
    [MQ_MADE] = "SELECT e.id,e.at,e.ident,e.variant,e.n,e.variant=0 AND NOT i.whole FROM event e"
                " CROSS JOIN mine i ON i.import=e.import WHERE e.id<?1 AND (e.flags&" FLAG_ERASED ")=0"
                " UNION ALL SELECT e.id,e.at,e.ident,e.variant,e.n,e.variant=0 AND NOT i.whole"
                " FROM mine i JOIN met m"
                " ON m.import=i.import CROSS JOIN event e ON e.id BETWEEN m.first AND m.last"
                " WHERE e.import NOT IN (SELECT import FROM mine) AND (e.flags&" FLAG_ERASED ")=0",
    [MQ_CLAIMED] = "SELECT (SELECT import FROM event WHERE id=?1) IN latest OR coalesce("
                   "(SELECT reach FROM claim WHERE first<=?1 ORDER BY first DESC LIMIT 1)>=?1,0)",
    [MQ_NOTE] = "INSERT INTO removed VALUES(?1,?2) ON CONFLICT DO UPDATE SET"
                " stays=max(stays,excluded.stays)",
};

/* The dump whose import is not written yet. */
static enum status add_now(struct store_writer *w, const struct store_import *info, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_prepare(w->s, "INSERT INTO now VALUES(?1,?2)", &q, err);

    if (st == ST_OK) {
        sql_int(q, 1, (int64_t)info->bytes);
        sql_blob(q, 2, info->dump, DIGEST_SIZE);
        st = sql_run(w->s, q, err);
    }
    sql_free(q);
    return st;
}

static enum status fill_scratch(struct store_writer *w, const struct store_import *info, struct err *err)
{
    const int64_t numbers[] = {w->source, w->first_import};
    enum status st = sql_exec(w->s, scratch, err);

    if (st == ST_OK)
        st = add_now(w, info, err);
    for (size_t i = 0; i < sizeof(fills) / sizeof(fills[0]) && st == ST_OK; i++)
        st = sql_run_text(w->s, fills[i], numbers, 2, err);
    if (st != ST_OK)
        return st;
    return sql_exec(w->s,
                    "INSERT OR IGNORE INTO claim SELECT first,max(last) OVER (ORDER BY first)"
                    " FROM met WHERE import IN latest",
                    err);
}

/* An occurrence beyond those that were met is another dump's matter: equal records map alike. */
static enum status is_unmade(struct store_writer *w, struct sqlite3_stmt *q, bool *unmade, struct err *err)
{
    struct sqlite3_stmt *first = w->q[WQ_OCCURRENCE];
    unsigned char ident[IDENT_SIZE];
    int64_t id = 0;
    enum status st;

    *unmade = !ident_met(w, sql_column_int(q, 0));
    if (!*unmade || sql_column_int(q, 3) != 0 || sql_column_int(q, 4) == 1)
        return ST_OK;
    sql_column_bytes(q, 2, ident, IDENT_SIZE);
    sql_int(first, 1, sql_column_int(q, 1));
    sql_blob(first, 2, ident, IDENT_SIZE);
    sql_int(first, 3, 0);
    sql_int(first, 4, 1);
    st = sql_one(w->s, first, &id, err);
    *unmade = id == 0 || !ident_met(w, id);
    return st == ST_END ? ST_OK : st;
}

static enum status note_one(struct store_writer *w, struct sqlite3_stmt *const *q, struct err *err)
{
    int64_t event = sql_column_int(q[MQ_MADE], 0), claimed = 0;
    bool unmade = false;
    enum status st = is_unmade(w, q[MQ_MADE], &unmade, err);

    if (st != ST_OK || !unmade)
        return st;
    sql_int(q[MQ_CLAIMED], 1, event);
    st = sql_one(w->s, q[MQ_CLAIMED], &claimed, err);
    if (st != ST_OK || claimed != 0)
        return st;
    sql_int(q[MQ_NOTE], 1, event);
    sql_int(q[MQ_NOTE], 2, sql_column_int(q[MQ_MADE], 5));
    return sql_run(w->s, q[MQ_NOTE], err);
}

static enum status note_all(struct store_writer *w, struct err *err)
{
    struct sqlite3_stmt *q[MQ_COUNT] = {NULL};
    enum status st = sql_prepare_all(w->s, texts, MQ_COUNT, q, err);

    if (st == ST_OK)
        sql_int(q[MQ_MADE], 1, w->first_id);
    while (st == ST_OK && (st = sql_step(w->s, q[MQ_MADE], err)) == ST_OK)
        st = note_one(w, q, err);
    sql_free_all(q, MQ_COUNT);
    return st == ST_END ? ST_OK : st;
}

/* What stays is counted, and noted still: import_left() tells the others. */
static enum status count_kept(struct store_writer *w, uint64_t *n, struct err *err)
{
    int64_t kept = 0;
    enum status st = sql_one_text(w->s, "SELECT count(*) FROM removed WHERE stays", &kept, err);

    *n = (uint64_t)kept;
    return st;
}

static enum status remove_noted(struct store_writer *w, uint64_t *n, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_prepare(w->s, "SELECT event FROM removed WHERE NOT stays ORDER BY event", &q, err);

    while (st == ST_OK && (st = sql_step(w->s, q, err)) == ST_OK) {
        st = remap_remove(w, sql_column_int(q, 0), err);
        *n += 1;
    }
    sql_free(q);
    return st == ST_END ? ST_OK : st;
}

enum status remove_unmade(struct store_writer *w, struct store_import *info, struct err *err)
{
    enum status st;

    if (w->resumed) /* only rejects were read: the dump's other events are none of their business */
        return ST_OK;
    info->removed = info->kept = 0;
    if (!w->remap || w->renewal == NULL)
        return ST_OK;
    st = fill_scratch(w, info, err);
    if (st == ST_OK)
        st = note_all(w, err);
    if (st == ST_OK)
        st = count_kept(w, &info->kept, err);
    if (st == ST_OK)
        st = remove_noted(w, &info->removed, err);
    if (st != ST_OK || info->removed == 0)
        return st;
    return sql_exec(w->s,
                    "UPDATE import SET absent=absent-(SELECT count(*) FROM absent a JOIN removed r"
                    " ON r.event=a.event AND NOT r.stays WHERE a.import=import.id)"
                    " WHERE id IN (SELECT import FROM absent);"
                    "DELETE FROM absent WHERE event IN (SELECT event FROM removed WHERE NOT stays)",
                    err);
}
