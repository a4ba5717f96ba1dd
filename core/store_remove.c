/* store_remove: events that a dump made by an earlier profile and makes no more.  See store_writer.h.
 *
 * Only what is certain goes: events stored first from these very bytes that this reading did not meet.
 * Another dump that holds the same record maps it alike.  Parts of one export share their count of
 * equal records: what they stored goes only if all of them are read again together.
 */
#include <assert.h>

#include "store_writer.h"

static enum status make_scratch(struct store_writer *w, struct err *err)
{
    return sql_exec(w->s,
                    "CREATE TEMP TABLE IF NOT EXISTS removed(event INTEGER PRIMARY KEY);"
                    "DELETE FROM removed",
                    err);
}

/* An occurrence beyond those that were met is another dump's matter: equal records map alike. */
static enum status is_unmade(struct store_writer *w, struct sqlite3_stmt *q, bool *unmade,
                             struct err *err)
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

static enum status note_one(struct store_writer *w, struct sqlite3_stmt *q, struct sqlite3_stmt *note,
                            struct err *err)
{
    bool unmade = false;
    enum status st = is_unmade(w, q, &unmade, err);

    if (st != ST_OK || !unmade)
        return st;
    sql_int(note, 1, sql_column_int(q, 0));
    return sql_run(w->s, note, err);
}

static enum status note_all(struct store_writer *w, const struct store_import *info, struct err *err)
{
    struct sqlite3_stmt *q = NULL, *note = NULL;
    enum status st = sql_prepare(
        w->s,
        "WITH now(bytes,dump) AS"
        " (SELECT ?3,?4 UNION SELECT bytes,dump FROM import WHERE source=?2 AND id>=?5)"
        "SELECT id,at,ident,variant,n FROM event WHERE id<?1 AND import IN (SELECT i.id FROM import i"
        " WHERE i.source=?2 AND i.id<?5 AND (i.bytes,i.dump) IN now AND NOT EXISTS"
        " (SELECT 1 FROM import p WHERE coalesce(p.part_of,p.id)=coalesce(i.part_of,i.id)"
        " AND (p.bytes,p.dump) NOT IN now))",
        &q, err);

    if (st == ST_OK)
        st = sql_prepare(w->s, "INSERT INTO removed VALUES(?1)", &note, err);
    if (st == ST_OK) {
        sql_int(q, 1, w->first_id);
        sql_int(q, 2, w->source);
        sql_int(q, 3, (int64_t)info->bytes);
        sql_blob(q, 4, info->dump, DIGEST_SIZE);
        sql_int(q, 5, w->first_import);
        while (st == ST_OK && (st = sql_step(w->s, q, err)) == ST_OK)
            st = note_one(w, q, note, err);
        st = st == ST_END ? ST_OK : st;
    }
    sql_free(q);
    sql_free(note);
    return st;
}

static enum status remove_noted(struct store_writer *w, uint64_t *n, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_prepare(w->s, "SELECT event FROM removed ORDER BY event", &q, err);

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
    info->removed = 0;
    if (!w->remap || w->renewal == NULL)
        return ST_OK;
    st = make_scratch(w, err);
    if (st == ST_OK)
        st = note_all(w, info, err);
    if (st == ST_OK)
        st = remove_noted(w, &info->removed, err);
    if (st != ST_OK || info->removed == 0)
        return st;
    return sql_exec(w->s,
                    "UPDATE import SET absent=absent-(SELECT count(*) FROM absent a JOIN removed r"
                    " ON r.event=a.event WHERE a.import=import.id)"
                    " WHERE id IN (SELECT import FROM absent);"
                    "DELETE FROM absent WHERE event IN (SELECT event FROM removed)",
                    err);
}
