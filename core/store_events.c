/* store_events: events in order of (at, ident, content).  See store_read.h.
 *
 * All events, or those of a stretch of time, come straight from the index event_key; those of one item
 * from store_spans.
 */
#include <string.h>

#include "store_filter.h"
#include "store_ident.h"
#include "store_ids.h"
#include "store_items.h"
#include "store_load.h"
#include "store_spans.h"

#define PUBLIC_ID_MIN 8 /* characters of a prefix */

struct store_events {
    struct store *s;
    struct loader loader;
    struct sqlite3_stmt *rows; /* NULL if one item's */
    struct spans spans;        /* else all zero */
    uint64_t left;
    int64_t whole; /* the item of which all events are met; 0: there is none */
    uint64_t met;  /* superseded versions aside */
    bool limited, ended;
};

#define ALL_ROWS "SELECT " LOAD_COLUMNS " FROM event e INDEXED BY event_key WHERE e.at>=" NO_TIME

enum status store_events_open(struct store *s, const struct store_filter *f, struct store_events **out,
                              struct err *err)
{
    struct store_events *c = mem_zero(1, sizeof(*c));
    enum status st;

    c->s = s;
    c->limited = f->limit != 0;
    c->left = f->limit;
    c->whole = store_filter_is_open(f) ? f->item : 0;
    st = loader_open(&c->loader, s, err);
    if (st == ST_OK && f->item != 0)
        st = spans_open(&c->spans, s, f, LOAD_COLUMNS, err);
    else if (st == ST_OK)
        st = filter_prepare(s, ALL_ROWS, f, NULL, &c->rows, err);
    if (st == ST_OK)
        *out = c;
    else
        store_events_close(c);
    return st;
}

enum status store_event_get(struct store *s, int64_t event, struct store_events **out, struct err *err)
{
    struct store_events *c = mem_zero(1, sizeof(*c));
    enum status st;

    c->s = s;
    st = loader_open(&c->loader, s, err);
    if (st == ST_OK)
        st = sql_prepare(s, "SELECT " LOAD_COLUMNS " FROM event e WHERE e.id=?1", &c->rows, err);
    if (st != ST_OK) {
        store_events_close(c);
        return st;
    }
    sql_int(c->rows, 1, event);
    *out = c;
    return ST_OK;
}

enum status store_events_next(struct store_events *c, const struct store_event **out, struct err *err)
{
    enum status st;

    if (c->ended || (c->limited && c->left == 0))
        return ST_END;
    st = c->rows != NULL ? sql_step(c->s, c->rows, err) : spans_step(&c->spans, err);
    c->ended = st == ST_END;
    if (c->ended && c->whole != 0 && store_item_met(c->s, c->whole, c->met, err) != ST_OK)
        return ST_FATAL;
    if (st != ST_OK)
        return st;
    if (c->limited)
        c->left--;
    *out = &c->loader.row;
    st = loader_take(&c->loader, c->rows != NULL ? c->rows : c->spans.rows, err);
    c->met += (c->loader.row.ev.flags & EVENT_SUPERSEDED) == 0;
    return st;
}

void store_events_close(struct store_events *c)
{
    if (c == NULL)
        return;
    sql_free(c->rows);
    spans_close(&c->spans);
    loader_close(&c->loader);
    mem_free(c);
}

enum status store_events_count(struct store *s, const struct store_filter *f, uint64_t *out, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    struct buf sql;
    int64_t n = 0;
    enum status st;

    buf_init(&sql, BUF_CAP);
    buf_text(&sql, "SELECT count(*)");
    buf_text(&sql, filter_events(f));
    st = filter_prepare(s, buf_string(&sql), f, "", &q, err);
    buf_release(&sql);
    if (st == ST_OK && f->item != 0)
        sql_int(q, 3, f->item);
    if (st == ST_OK)
        st = sql_one(s, q, &n, err);
    sql_free(q);
    *out = (uint64_t)n;
    if (st == ST_OK && f->item != 0 && !f->superseded && store_filter_is_open(f))
        st = store_item_met(s, f->item, *out, err);
    return st;
}

enum status store_event_find(struct store *s, struct slice public_id, int64_t *event, struct err *err)
{
    bool several = false;
    enum status st;

    *event = 0;
    if (public_id.n >= EVENT_ID_SIZE)
        return ST_END;
    if (public_id.n < PUBLIC_ID_MIN)
        return err_set(err, ST_FAIL, "STORE-ID-SHORT", "an event's id needs at least %d of its 16 characters",
                       PUBLIC_ID_MIN);
    st = store_ids_find(s, public_id, event, &several, err);
    if (st == ST_OK && several)
        return err_set(err, ST_FAIL, "STORE-AMBIGUOUS",
                       "several events have ids that start with '%.*s'; give more characters",
                       (int)public_id.n, (const char *)public_id.p);
    return st == ST_OK && *event == 0 ? ST_END : st;
}

/* The labels that e gives replace those of events before it; of several for one item, the greatest. */
static enum status take_labels(struct store *s, struct sqlite3_stmt *q, const struct store_event *e,
                               struct err *err)
{
    enum status st = ST_OK;

    for (size_t i = 0; i < e->n_parties && st == ST_OK; i++) {
        if (e->parties[i].label.n == 0)
            continue;
        sql_int(q, 1, e->parties[i].item);
        sql_text(q, 2, e->parties[i].label);
        sql_int(q, 3, e->id);
        st = sql_run(s, q, err);
    }
    return st;
}

struct slice store_event_label(const struct store_event *e, int64_t item)
{
    struct slice label = SLICE_NONE;

    for (size_t i = 0; i < e->n_parties; i++)
        if (e->parties[i].item == item && slice_order(e->parties[i].label, label) > 0)
            label = e->parties[i].label;
    return label;
}

enum status store_name_items(struct store *s, const struct store_filter *f, struct err *err)
{
    struct store_events *c = NULL;
    const struct store_event *e;
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_exec(s,
                              "CREATE TEMP TABLE IF NOT EXISTS named("
                              "  item INTEGER PRIMARY KEY, label TEXT, event INTEGER);"
                              "DELETE FROM named",
                              err);

    if (st == ST_OK)
        st = sql_prepare(s,
                         "INSERT INTO named VALUES(?1,?2,?3) ON CONFLICT(item) DO UPDATE SET"
                         " label=iif(event=?3,max(label,?2),?2),event=?3",
                         &q, err);
    if (st == ST_OK)
        st = store_events_open(s, f, &c, err);
    while (st == ST_OK && (st = store_events_next(c, &e, err)) == ST_OK)
        st = take_labels(s, q, e, err);
    store_events_close(c);
    sql_free(q);
    s->named = st == ST_END;
    return st == ST_END ? ST_OK : st;
}

enum status store_versions(struct store *s, const unsigned char ident[IDENT_SIZE], uint64_t *n,
                           struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    int64_t all = 0;
    enum status st = sql_prepare(s,
                                 "SELECT count(*) FROM native v CROSS JOIN event e ON e.id=v.event"
                                 " WHERE v.h=?1 AND e.ident=?2",
                                 &q, err);

    if (st == ST_OK) {
        sql_int(q, 1, ident_head(ident));
        sql_blob(q, 2, ident, IDENT_SIZE);
        st = sql_one(s, q, &all, err);
    }
    sql_free(q);
    *n = (uint64_t)all;
    return st;
}
