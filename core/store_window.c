/* store_window: events that a claimed window covers and the dump lacks, and items whose label and
 * times must be found anew.  See store_writer.h. */
#include <assert.h>

#include "store_writer.h"

/* Is another version of that id in this dump? */
static enum status version_met(struct store_writer *w, const unsigned char ident[IDENT_SIZE],
                               bool *met, struct err *err)
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

    sql_int(q, 1, w->import);
    sql_int(q, 2, event);
    w->counts.absent++;
    return sql_run(w->s, q, err);
}

enum status settle_present(struct store_writer *w, struct err *err)
{
    struct sqlite3_stmt *q = w->q[WQ_PRESENT];
    enum status st = ST_OK;

    for (size_t i = 0; i < w->n_slots && st == ST_OK; i++) {
        if (w->slots[i].is_new)
            continue;
        sql_int(q, 1, w->import);
        sql_int(q, 2, w->slots[i].id);
        st = sql_run(w->s, q, err);
    }
    return st;
}

enum status settle_absent(struct store_writer *w, struct err *err)
{
    struct sqlite3_stmt *q = w->q[WQ_WINDOW];
    unsigned char ident[IDENT_SIZE];
    enum status st;

    if (!w->has_window || w->resumed)
        return ST_OK;
    sql_int(q, 1, w->window_from);
    sql_int(q, 2, w->window_to);
    sql_int(q, 3, w->first_id);
    sql_int(q, 4, w->source);
    while ((st = sql_step(w->s, q, err)) == ST_OK) {
        int64_t id = sql_column_int(q, 0);
        bool met = ident_met(w, id);

        sql_column_bytes(q, 2, ident, IDENT_SIZE);
        if (!met && (sql_column_int(q, 1) & EVENT_CONFLICT) != 0)
            st = version_met(w, ident, &met, err);
        if (st == ST_OK && !met)
            st = note_absent(w, id, err);
        if (st != ST_OK) {
            sql_reset(q);
            return st;
        }
    }
    return st == ST_END ? ST_OK : st;
}

enum edge_query {
    EQ_PERIOD,
    EQ_FIRST,
    EQ_LAST,
    EQ_LABEL,
    EQ_LABELLED,
    EQ_CLEAR,
    EQ_TIMES,
    EQ_DIRTY,
    EQ_COUNT
};

/* Counted events of item ?2 in month ?1. */
#define OF_ITEM                                                                                    \
    " FROM by_item b CROSS JOIN event e ON e.id=b.event"                                           \
    " WHERE b.period=?1 AND b.item=?2 AND (e.flags&4)=0"

static const char *const edge_texts[EQ_COUNT] = {
    [EQ_PERIOD] = "SELECT max(period) FROM by_item WHERE period<?1",
    [EQ_FIRST] = "SELECT e.at" OF_ITEM " ORDER BY b.second,e.at LIMIT 1",
    [EQ_LAST] = "SELECT e.at" OF_ITEM " ORDER BY b.second DESC,e.at DESC LIMIT 1",
    [EQ_LABEL] = "SELECT e.at,e.ident," PARTY_LABEL " FROM by_item b CROSS JOIN event e"
                 " ON e.id=b.event" EACH_PARTY " WHERE b.period=?1 AND b.item=?2 AND (e.flags&4)=0"
                 " AND " PARTY_ITEM "=?2 AND " PARTY_LABEL " IS NOT NULL"
                 " ORDER BY b.second DESC,e.at DESC,e.ident DESC,3 DESC LIMIT 1",
    [EQ_LABELLED] = "SELECT label_at IS NOT NULL FROM item WHERE id=?1",
    [EQ_CLEAR] = "UPDATE item SET label=NULL,label_at=NULL,label_ident=NULL WHERE id=?1",
    [EQ_TIMES] = "UPDATE item SET first_at=?2,last_at=?3 WHERE id=?1",
    [EQ_DIRTY] = "SELECT item FROM dirty ORDER BY item",
};

struct edges { /* of one item, from its newest month to its oldest */
    struct store_writer *w;
    struct sqlite3_stmt *q[EQ_COUNT];
    int64_t item, first, last;
    bool labelled; /* has its label, or never had one */
};

static enum status look_at(struct edges *e, enum edge_query which, int64_t period, int64_t *at,
                           bool *found, struct err *err)
{
    enum status st;

    sql_int(e->q[which], 1, period);
    sql_int(e->q[which], 2, e->item);
    st = sql_one(e->w->s, e->q[which], at, err);
    *found = st == ST_OK;
    return st == ST_END ? ST_OK : st;
}

static enum status take_label(struct edges *e, int64_t period, struct err *err)
{
    struct sqlite3_stmt *q = e->q[EQ_LABEL];
    unsigned char ident[IDENT_SIZE];
    enum status st;

    sql_int(q, 1, period);
    sql_int(q, 2, e->item);
    st = sql_step(e->w->s, q, err);
    if (st != ST_OK)
        return st == ST_END ? ST_OK : st;
    e->labelled = true;
    sql_column_bytes(q, 1, ident, IDENT_SIZE);
    st = intern_write_label(e->w, e->item, sql_column_int(q, 0), ident, sql_column(q, 2), err);
    sql_reset(q);
    return st;
}

static enum status take_period(struct edges *e, int64_t period, struct err *err)
{
    bool found = false;
    int64_t at = 0;
    enum status st = e->labelled ? ST_OK : take_label(e, period, err);

    if (st != ST_OK || period == STAMP_UNKNOWN)
        return st;
    if (e->last == STAMP_UNKNOWN) {
        st = look_at(e, EQ_LAST, period, &at, &found, err);
        e->last = found ? at : e->last;
    }
    if (st == ST_OK && e->last != STAMP_UNKNOWN) {
        st = look_at(e, EQ_FIRST, period, &at, &found, err);
        e->first = found ? at : e->first;
    }
    return st;
}

/* An item that never had a label is not searched for one. */
static enum status start_item(struct edges *e, struct err *err)
{
    int64_t had = 0;
    enum status st;

    sql_int(e->q[EQ_LABELLED], 1, e->item);
    st = sql_one(e->w->s, e->q[EQ_LABELLED], &had, err);
    e->labelled = had == 0;
    e->first = e->last = STAMP_UNKNOWN;
    if (st != ST_OK || had == 0)
        return st == ST_END ? ST_OK : st;
    sql_int(e->q[EQ_CLEAR], 1, e->item);
    return sql_run(e->w->s, e->q[EQ_CLEAR], err);
}

static enum status walk_item(struct edges *e, struct err *err)
{
    int64_t period = INT64_MAX;
    enum status st = start_item(e, err);

    while (st == ST_OK) {
        sql_int(e->q[EQ_PERIOD], 1, period);
        st = sql_step(e->w->s, e->q[EQ_PERIOD], err);
        if (st != ST_OK || sql_column_null(e->q[EQ_PERIOD], 0))
            break;
        period = sql_column_int(e->q[EQ_PERIOD], 0);
        sql_reset(e->q[EQ_PERIOD]);
        st = take_period(e, period, err);
    }
    sql_reset(e->q[EQ_PERIOD]);
    if (st != ST_OK)
        return st;
    sql_int(e->q[EQ_TIMES], 1, e->item);
    sql_time(e->q[EQ_TIMES], 2, e->first);
    sql_time(e->q[EQ_TIMES], 3, e->last);
    return sql_run(e->w->s, e->q[EQ_TIMES], err);
}

/* Links and items must be written out. */
enum status settle_items(struct store_writer *w, struct err *err)
{
    struct edges e = {.w = w};
    enum status st;

    if (!w->dirty)
        return ST_OK;
    assert(links_pending(w) == 0 && w->items.n == 0);
    st = sql_prepare_all(w->s, edge_texts, EQ_COUNT, e.q, err);
    while (st == ST_OK && (st = sql_step(w->s, e.q[EQ_DIRTY], err)) == ST_OK) {
        e.item = sql_column_int(e.q[EQ_DIRTY], 0);
        st = walk_item(&e, err);
    }
    sql_free_all(e.q, EQ_COUNT);
    if (st == ST_END)
        st = sql_exec(w->s, "DELETE FROM dirty", err);
    w->dirty = false;
    return st;
}
