/* store_events: events in order of (at, ident, content).  See store_read.h.
 *
 * All events, or those of a stretch of time, come straight from the index event_key; those of one item
 * from store_spans.
 */
#include <string.h>

#include "store_filter.h"
#include "store_load.h"
#include "store_spans.h"

struct store_events {
    struct store *s;
    struct loader loader;
    struct sqlite3_stmt *rows; /* NULL if one item's */
    struct spans spans;        /* else all zero */
    uint64_t left;
    bool limited, ended;
};

#define ALL_ROWS "SELECT " LOAD_COLUMNS " FROM event e INDEXED BY event_key WHERE e.at>=-9223372036854775808"

enum status store_events_open(struct store *s, const struct store_filter *f, struct store_events **out,
                              struct err *err)
{
    struct store_events *c = mem_zero(1, sizeof(*c));
    enum status st;

    c->s = s;
    c->limited = f->limit != 0;
    c->left = f->limit;
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
    if (st != ST_OK)
        return st;
    if (c->limited)
        c->left--;
    *out = &c->loader.row;
    return loader_take(&c->loader, c->rows != NULL ? c->rows : c->spans.rows, err);
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
    return st;
}
