/* store_edges: items whose label and times must be found anew, at the first and last of their events.  See
 * store_settle.h. */
#include <assert.h>
#include <string.h>

#include "store_links.h"
#include "store_settle.h"
#include "store_spans.h"
#include "store_writer.h"

enum edge_query { EQ_LABEL, EQ_LABELLED, EQ_CLEAR, EQ_TIMES, EQ_DIRTY, EQ_COUNT };

static const char *const edge_texts[EQ_COUNT] = {
    [EQ_LABEL] = "SELECT max(" PARTY_LABEL ") FROM event e" EACH_PARTY " WHERE e.id=?1 AND " PARTY_ITEM "=?2",
    [EQ_LABELLED] = "SELECT label_at IS NOT NULL FROM item WHERE id=?1",
    [EQ_CLEAR] = "UPDATE item SET label=NULL,label_at=NULL,label_ident=NULL WHERE id=?1",
    [EQ_TIMES] = "UPDATE item SET first_at=?2,last_at=?3 WHERE id=?1",
    [EQ_DIRTY] = "SELECT item FROM dirty ORDER BY item",
};

struct edges { /* of one item */
    struct store_writer *w;
    struct sqlite3_stmt *q[EQ_COUNT];
    struct spans rising, falling; /* its events: at, ident, id; those that rise have a known time */
    int64_t item, first, last;
    bool had, labelled; /* a label; it has been found again */
    int64_t label_at;   /* where */
    unsigned char label_ident[IDENT_SIZE];
};

static enum status open_edges(struct edges *e, struct err *err)
{
    struct store_filter rising = {.item = 1, .has_since = true, .since = STAMP_UNKNOWN + 1};
    struct store_filter falling = {.item = 1, .newest_first = true};
    enum status st = spans_open(&e->rising, e->w->s, &rising, "e.at", err);

    if (st == ST_OK)
        st = spans_open(&e->falling, e->w->s, &falling, "e.at,e.ident,e.id", err);
    return st == ST_OK ? sql_prepare_all(e->w->s, edge_texts, EQ_COUNT, e->q, err) : st;
}

static void close_edges(struct edges *e)
{
    sql_free_all(e->q, EQ_COUNT);
    spans_close(&e->rising);
    spans_close(&e->falling);
}

static enum status take_first(struct edges *e, struct err *err)
{
    enum status st;

    spans_start(&e->rising, e->item);
    st = spans_step(&e->rising, err);
    e->first = st == ST_OK ? sql_column_int(e->rising.rows, 0) : STAMP_UNKNOWN;
    return st == ST_END ? ST_OK : st;
}

/* Events of one time and ident have an equal say. */
static bool past_label(const struct edges *e)
{
    unsigned char ident[IDENT_SIZE];

    if (!e->had || !e->labelled)
        return !e->had;
    sql_column_bytes(e->falling.rows, 1, ident, IDENT_SIZE);
    return sql_column_int(e->falling.rows, 0) != e->label_at ||
           memcmp(ident, e->label_ident, IDENT_SIZE) != 0;
}

/* The event's greatest label of the item, if it has one: the row gets the greatest of all. */
static enum status take_label(struct edges *e, struct err *err)
{
    struct sqlite3_stmt *q = e->q[EQ_LABEL];
    enum status st;

    sql_int(q, 1, sql_column_int(e->falling.rows, 2));
    sql_int(q, 2, e->item);
    st = sql_step(e->w->s, q, err);
    assert(st != ST_END);
    if (st == ST_OK && !sql_column_null(q, 0)) {
        e->labelled = true;
        e->label_at = sql_column_int(e->falling.rows, 0);
        sql_column_bytes(e->falling.rows, 1, e->label_ident, IDENT_SIZE);
        st = intern_write_label(e->w, e->item, e->label_at, e->label_ident, sql_column(q, 0), err);
    }
    sql_reset(q);
    return st;
}

/* From the newest event to those with the item's label. */
static enum status take_last(struct edges *e, struct err *err)
{
    enum status st;

    spans_start(&e->falling, e->item);
    st = spans_step(&e->falling, err);
    e->last = st == ST_OK ? sql_column_int(e->falling.rows, 0) : STAMP_UNKNOWN;
    while (st == ST_OK && !past_label(e)) {
        st = take_label(e, err);
        if (st == ST_OK)
            st = spans_step(&e->falling, err);
    }
    return st == ST_END ? ST_OK : st;
}

/* An item that never had a label is not searched for one. */
static enum status start_item(struct edges *e, struct err *err)
{
    int64_t had = 0;
    enum status st;

    sql_int(e->q[EQ_LABELLED], 1, e->item);
    st = sql_one(e->w->s, e->q[EQ_LABELLED], &had, err);
    e->had = had != 0;
    e->labelled = false;
    if (st != ST_OK || had == 0)
        return st == ST_END ? ST_OK : st;
    sql_int(e->q[EQ_CLEAR], 1, e->item);
    return sql_run(e->w->s, e->q[EQ_CLEAR], err);
}

static enum status walk_item(struct edges *e, struct err *err)
{
    enum status st = start_item(e, err);

    if (st == ST_OK)
        st = take_first(e, err);
    if (st == ST_OK)
        st = take_last(e, err);
    if (st != ST_OK)
        return st;
    sql_int(e->q[EQ_TIMES], 1, e->item);
    sql_time(e->q[EQ_TIMES], 2, e->first);
    sql_time(e->q[EQ_TIMES], 3, e->last);
    return sql_run(e->w->s, e->q[EQ_TIMES], err);
}

/* Links and items must be written out. */
enum status edges_settle(struct store_writer *w, struct err *err)
{
    struct edges e = {.w = w};
    enum status st;

    if (!w->dirty)
        return ST_OK;
    assert(links_pending(w) == 0 && w->items.n == 0);
    st = open_edges(&e, err);
    while (st == ST_OK && (st = sql_step(w->s, e.q[EQ_DIRTY], err)) == ST_OK) {
        e.item = sql_column_int(e.q[EQ_DIRTY], 0);
        st = walk_item(&e, err);
    }
    close_edges(&e);
    if (st == ST_END)
        st = sql_exec(w->s, "DELETE FROM dirty", err);
    w->dirty = false;
    return st;
}
