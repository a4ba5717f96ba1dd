/* store_prune: which events are past their time.  See store_prune.h. */
#include "store_erase_parts.h"
#include "store_held.h"
#include "store_ident.h"
#include "store_prune.h"

static enum status choose(struct store_erase *x, const struct store_prune *wish, struct err *err)
{
    static const char text[] =
        "INSERT OR IGNORE INTO erase_event SELECT e.id,NULL FROM event e WHERE e.at>" NO_TIME " AND e.at<?1"
        " AND (e.flags&(" FLAG_ERASED
        "|" SQL_NUMBER(EVENT_PARTLY) "))<>" FLAG_ERASED " AND e.action IN (SELECT x.id FROM action x JOIN "
                                                        "source s ON s.id=x.source WHERE s.name=?2"
                                     " AND (?3 IS NULL OR x.category=?3)) ORDER BY e.id";
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_prepare(x->s, text, &q, err);

    if (st == ST_OK) {
        sql_int(q, 1, wish->before);
        sql_text(q, 2, wish->source);
        sql_text(q, 3, wish->category);
        st = sql_run(x->s, q, err);
    }
    sql_free(q);
    return st;
}

/* What is held is chosen no more. */
static enum status spare_held(struct store_erase *x, struct store_prune_told *told, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    bool any = false;
    enum status st = held_gather(x->s, &any, err);

    if (st != ST_OK || !any)
        return st;
    st = sql_exec(x->s,
                  "INSERT INTO spared SELECT event,hold FROM (SELECT h.event," HELD_BY " AS hold"
                  " FROM erase_event h CROSS JOIN event e ON e.id=h.event) WHERE hold IS NOT NULL;"
                  "DELETE FROM erase_event WHERE event IN (SELECT event FROM spared)",
                  err);
    if (st == ST_OK)
        st = sql_prepare(x->s, "SELECT count(*),coalesce(min(hold),0) FROM spared", &q, err);
    if (st == ST_OK && (st = sql_step(x->s, q, err)) == ST_OK) {
        told->held = (uint64_t)sql_column_int(q, 0);
        told->hold = (uint64_t)sql_column_int(q, 1);
    }
    sql_free(q);
    return st;
}

/* Is one of its versions not chosen? */
static enum status stays(struct store_erase *x, struct sqlite3_stmt *chosen, const unsigned char *ident,
                         bool *out, struct err *err)
{
    struct sqlite3_stmt *q = x->w->q[WQ_VERSIONS];
    enum status st = ST_OK;

    *out = false;
    sql_int(q, 1, ident_head(ident));
    sql_blob(q, 2, ident, IDENT_SIZE);
    while (st == ST_OK && !*out && (st = sql_step(x->s, q, err)) == ST_OK) {
        int64_t found = 0;

        sql_int(chosen, 1, sql_column_int(q, 0));
        st = sql_one(x->s, chosen, &found, err);
        *out = st == ST_OK && found == 0;
    }
    sql_reset(q);
    return st == ST_END ? ST_OK : st;
}

static enum status note_versions(struct store_erase *x, struct sqlite3_stmt *events,
                                 struct sqlite3_stmt *chosen, struct sqlite3_stmt *note, struct err *err)
{
    unsigned char ident[IDENT_SIZE];
    bool spared;
    enum status st;

    while ((st = sql_step(x->s, events, err)) == ST_OK) {
        sql_column_bytes(events, 1, ident, sizeof(ident));
        st = stays(x, chosen, ident, &spared, err);
        if (st == ST_OK && spared) {
            sql_int(note, 1, sql_column_int(events, 0));
            st = sql_run(x->s, note, err);
        }
        if (st != ST_OK)
            return st;
    }
    return st == ST_END ? ST_OK : st;
}

static enum status spare_versions(struct store_erase *x, struct store_prune_told *told, struct err *err)
{
    static const char *const texts[] = {
        "SELECT h.event,e.ident FROM erase_event h CROSS JOIN event e ON e.id=h.event"
        " WHERE e.flags&" FLAG_CONFLICT,
        "SELECT EXISTS(SELECT 1 FROM erase_event WHERE event=?1)", "INSERT INTO spared VALUES(?1,NULL)"};
    struct sqlite3_stmt *q[3] = {NULL};
    int64_t n = 0;
    enum status st = sql_exec(x->s, "DELETE FROM spared", err);

    if (st == ST_OK)
        st = sql_prepare_all(x->s, texts, 3, q, err);
    if (st == ST_OK)
        st = note_versions(x, q[0], q[1], q[2], err);
    sql_free_all(q, 3);
    if (st == ST_OK)
        st = sql_exec(x->s, "DELETE FROM erase_event WHERE event IN (SELECT event FROM spared)", err);
    if (st == ST_OK)
        st = sql_one_text(x->s, "SELECT count(*) FROM spared", &n, err);
    told->versions = (uint64_t)n;
    return st;
}

static enum status tell(struct store_erase *x, struct store_prune_told *told, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st =
        sql_prepare(x->s,
                    "SELECT min(e.at),coalesce(min(n.idx),0),coalesce(max(n.idx),0) FROM erase_event h"
                    " CROSS JOIN event e ON e.id=h.event LEFT JOIN entry n ON n.event=e.id",
                    &q, err);

    if (st == ST_OK && (st = sql_step(x->s, q, err)) == ST_OK) {
        told->oldest = sql_column_time(q, 0);
        told->first = (uint64_t)sql_column_int(q, 1);
        told->last = (uint64_t)sql_column_int(q, 2);
    }
    sql_free(q);
    return st;
}

enum status store_prune_choose(struct store_erase *x, const struct store_prune *wish,
                               struct store_prune_told *told, struct err *err)
{
    enum status st =
        sql_exec(x->s,
                 "CREATE TEMP TABLE IF NOT EXISTS spared(event INTEGER PRIMARY KEY,hold INTEGER);"
                 "DELETE FROM spared",
                 err);

    *told = (struct store_prune_told){.oldest = STAMP_UNKNOWN};
    if (st == ST_OK)
        st = choose(x, wish, err);
    if (st == ST_OK)
        st = spare_held(x, told, err);
    if (st == ST_OK)
        st = spare_versions(x, told, err);
    return st == ST_OK ? tell(x, told, err) : st;
}
