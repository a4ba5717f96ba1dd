/* store_events: events in order of (at, ident, content).  See store_read.h.
 *
 * All events, or those of a stretch of time, come straight from the index event_key.  Those of one
 * item come month by month from by_item, so a limit stops early and nothing is sorted but the
 * events of one second.
 */
#include <assert.h>
#include <string.h>

#include "store_filter.h"
#include "store_load.h"

struct store_events {
    struct store *s;
    struct loader loader;
    struct sqlite3_stmt *rows, *period; /* period: NULL unless one item's */
    int64_t item, now, stop;            /* months */
    int64_t since, until;               /* one item's: INT64_MIN and INT64_MAX if there are none */
    bool newest_first, placed;
    uint64_t left;
    bool limited;
};

static enum status prepare_rows(struct store_events *c, const struct store_filter *f,
                                struct err *err)
{
    const char *d = f->newest_first ? " DESC" : "";
    struct buf sql;
    enum status st;

    buf_init(&sql, BUF_CAP);
    if (f->item != 0)
        buf_text(&sql, "SELECT " LOAD_COLUMNS " FROM by_item b CROSS JOIN event e ON e.id=b.event"
                       " WHERE b.period=?2 AND b.item=?3 AND b.second BETWEEN ?4 AND ?5");
    else
        buf_text(&sql, "SELECT " LOAD_COLUMNS " FROM event e INDEXED BY event_key"
                       " WHERE e.at>=-9223372036854775808");
    filter_add(&sql, f, "e.at");
    buf_text(&sql, " ORDER BY ");
    if (f->item != 0)
        buf_format(&sql, "b.second%s,", d);
    buf_format(&sql, "e.at%s,e.ident%s,e.variant%s,e.n%s", d, d, d, d);
    st = sql_prepare(c->s, buf_string(&sql), &c->rows, err);
    if (st == ST_OK)
        filter_bind(c->rows, f);
    buf_release(&sql);
    return st;
}

static enum status prepare_periods(struct store_events *c, const struct store_filter *f,
                                   struct err *err)
{
    c->item = f->item;
    if (f->item == 0)
        return ST_OK;
    return sql_prepare(c->s,
                       f->newest_first ? "SELECT max(period) FROM by_item WHERE period<=?1"
                                       : "SELECT min(period) FROM by_item WHERE period>=?1",
                       &c->period, err);
}

/* The months that a filter can match: from now, in the direction of reading, to stop. */
static void set_months(struct store_events *c, const struct store_filter *f)
{
    int64_t from = f->has_since && f->since != STAMP_UNKNOWN ? stamp_month(f->since) : INT64_MIN;
    int64_t to = f->has_until && f->until != STAMP_UNKNOWN ? stamp_month(f->until) : INT64_MAX;

    c->since = f->has_since ? f->since : INT64_MIN;
    c->until = f->has_until ? f->until : INT64_MAX;
    if (f->untimed)
        from = to = INT64_MIN;
    c->now = f->newest_first ? to : from;
    c->stop = f->newest_first ? from : to;
}

enum status store_events_open(struct store *s, const struct store_filter *f,
                              struct store_events **out, struct err *err)
{
    struct store_events *c = mem_zero(1, sizeof(*c));
    enum status st;

    c->s = s;
    c->newest_first = f->newest_first;
    c->limited = f->limit != 0;
    c->left = f->limit;
    set_months(c, f);
    st = loader_open(&c->loader, s, err);
    if (st == ST_OK)
        st = prepare_rows(c, f, err);
    if (st == ST_OK)
        st = prepare_periods(c, f, err);
    if (st == ST_OK)
        *out = c;
    else
        store_events_close(c);
    return st;
}

enum status store_event_get(struct store *s, int64_t event, struct store_events **out,
                            struct err *err)
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

/* The seconds of a month that the filter can match: all of it but at its ends. */
static void bind_seconds(struct store_events *c, int64_t period)
{
    bool first = c->since != INT64_MIN && stamp_month(c->since) == period;
    bool last = c->until != INT64_MAX && stamp_month(c->until) == period;

    sql_int(c->rows, 4, first ? stamp_month_second(c->since) : 0);
    sql_int(c->rows, 5, last ? stamp_month_second(c->until) : INT64_MAX);
}

static bool past(const struct store_events *c, int64_t period)
{
    return c->newest_first ? period < c->stop : period > c->stop;
}

/* Moves to the next month that has links of any item; ST_END if there is none. */
static enum status next_period(struct store_events *c, struct err *err)
{
    int64_t period;
    enum status st;

    if (c->placed && c->now == (c->newest_first ? INT64_MIN : INT64_MAX))
        return ST_END;
    if (c->placed)
        c->now += c->newest_first ? -1 : 1;
    sql_int(c->period, 1, c->now);
    st = sql_step(c->s, c->period, err);
    assert(st != ST_END);
    if (st != ST_OK)
        return st;
    if (sql_column_null(c->period, 0)) {
        sql_reset(c->period);
        return ST_END;
    }
    period = sql_column_int(c->period, 0);
    sql_reset(c->period);
    if (past(c, period))
        return ST_END;
    c->now = period;
    c->placed = true;
    sql_int(c->rows, 2, period);
    sql_int(c->rows, 3, c->item);
    bind_seconds(c, period);
    return ST_OK;
}

static enum status step_row(struct store_events *c, struct err *err)
{
    enum status st = ST_END;

    if (c->item == 0)
        return sql_step(c->s, c->rows, err);
    if (c->placed)
        st = sql_step(c->s, c->rows, err);
    while (st == ST_END) {
        st = next_period(c, err);
        if (st != ST_OK)
            return st;
        st = sql_step(c->s, c->rows, err);
    }
    return st;
}

enum status store_events_next(struct store_events *c, const struct store_event **out,
                              struct err *err)
{
    enum status st;

    if (c->limited && c->left == 0)
        return ST_END;
    st = step_row(c, err);
    if (st == ST_END) { /* and stays so */
        c->limited = true;
        c->left = 0;
    }
    if (st != ST_OK)
        return st;
    if (c->limited)
        c->left--;
    *out = &c->loader.row;
    return loader_take(&c->loader, c->rows, err);
}

void store_events_close(struct store_events *c)
{
    if (c == NULL)
        return;
    sql_free(c->rows);
    sql_free(c->period);
    loader_close(&c->loader);
    mem_free(c);
}

/* One item's: a look per month. */
enum status store_events_count(struct store *s, const struct store_filter *f, uint64_t *out,
                               struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    struct buf sql;
    int64_t n = 0;
    enum status st;

    buf_init(&sql, BUF_CAP);
    if (f->item != 0)
        buf_text(&sql, "WITH RECURSIVE m(p) AS (SELECT min(period) FROM by_item UNION ALL"
                       " SELECT (SELECT min(period) FROM by_item WHERE period>m.p) FROM m"
                       " WHERE m.p IS NOT NULL)"
                       " SELECT count(*) FROM m CROSS JOIN by_item b ON b.period=m.p AND b.item=?3"
                       " CROSS JOIN event e ON e.id=b.event WHERE 1");
    else
        buf_text(&sql, "SELECT count(*) FROM event e WHERE 1");
    filter_add(&sql, f, "e.at");
    st = sql_prepare(s, buf_string(&sql), &q, err);
    if (st == ST_OK) {
        filter_bind(q, f);
        if (f->item != 0)
            sql_int(q, 3, f->item);
        st = sql_one(s, q, &n, err);
    }
    sql_free(q);
    buf_release(&sql);
    *out = (uint64_t)n;
    return st;
}
