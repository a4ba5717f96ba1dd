/* store_spans: the events of one item, in order.  See store_spans.h. */
#include <assert.h>

#include "store_filter.h"
#include "store_spans.h"

/* Of month ?1 and item ?2, seconds from low up to high that no row of by_item crosses, of those that
 * may have seconds ?3 to ?4. */
#define SPANS                                                                                                \
    "SELECT low,high FROM (SELECT second AS low,"                                                            \
    "lead(second,1,9223372036854775807) OVER (ORDER BY second) AS high"                                      \
    " FROM (SELECT second,max(coalesce(last,second)) OVER (ORDER BY second,event"                            \
    " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before"                                           \
    " FROM by_item WHERE period=?1 AND item=?2) WHERE before IS NULL OR before<second)"                      \
    " WHERE high>?3 AND low<=?4 ORDER BY low"

static enum status prepare_rows(struct spans *c, const struct store_filter *f, const char *columns,
                                struct err *err)
{
    struct buf sql;
    enum status st;

    buf_init(&sql, BUF_CAP);
    buf_format(&sql,
               "SELECT %s FROM by_item b CROSS JOIN json_each(coalesce(b.events,'[0]')) j"
               " CROSS JOIN event e ON e.id=b.event+j.value"
               " WHERE b.period=?2 AND b.item=?3 AND b.second>=?4 AND b.second<?5",
               columns);
    st = filter_prepare(c->s, buf_string(&sql), f, NULL, &c->rows, err);
    buf_release(&sql);
    return st;
}

/* The months that a filter can match: from now, in the direction of reading, to stop. */
static void set_months(struct spans *c, const struct store_filter *f)
{
    int64_t from = f->has_since && f->since != STAMP_UNKNOWN ? stamp_month(f->since) : INT64_MIN;
    int64_t to = f->has_until && f->until != STAMP_UNKNOWN ? stamp_month(f->until) : INT64_MAX;

    c->since = f->has_since ? f->since : INT64_MIN;
    c->until = f->has_until ? f->until : INT64_MAX;
    if (f->untimed)
        from = to = INT64_MIN;
    c->now = c->start = f->newest_first ? to : from;
    c->stop = f->newest_first ? from : to;
}

enum status spans_open(struct spans *c, struct store *s, const struct store_filter *f, const char *columns,
                       struct err *err)
{
    enum status st;

    assert(f->item != 0);
    *c = (struct spans){.s = s, .item = f->item, .newest_first = f->newest_first};
    set_months(c, f);
    st = prepare_rows(c, f, columns, err);
    if (st == ST_OK)
        st = sql_prepare(s,
                         f->newest_first ? "SELECT max(period) FROM by_item WHERE period<=?1"
                                         : "SELECT min(period) FROM by_item WHERE period>=?1",
                         &c->period, err);
    return st == ST_OK ? sql_prepare(s, f->newest_first ? SPANS " DESC" : SPANS, &c->spans, err) : st;
}

/* The seconds of a month that the filter can match: all of it but at its ends. */
static void bind_seconds(struct spans *c, int64_t period)
{
    bool first = c->since != INT64_MIN && stamp_month(c->since) == period;
    bool last = c->until != INT64_MAX && stamp_month(c->until) == period;

    sql_int(c->spans, 3, first ? stamp_month_second(c->since) : 0);
    sql_int(c->spans, 4, last ? stamp_month_second(c->until) : INT64_MAX);
}

static bool past(const struct spans *c, int64_t period)
{
    return c->newest_first ? period < c->stop : period > c->stop;
}

/* Moves to the next month that has links of any item; ST_END if there is none. */
static enum status next_period(struct spans *c, struct err *err)
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
    sql_int(c->spans, 1, period);
    sql_int(c->spans, 2, c->item);
    bind_seconds(c, period);
    sql_int(c->rows, 2, period);
    sql_int(c->rows, 3, c->item);
    return ST_OK;
}

/* Moves to the item's next span; ST_END if there is none. */
static enum status next_span(struct spans *c, struct err *err)
{
    enum status st = c->placed ? sql_step(c->s, c->spans, err) : ST_END;

    while (st == ST_END) {
        st = next_period(c, err);
        if (st != ST_OK)
            return st;
        st = sql_step(c->s, c->spans, err);
    }
    if (st == ST_OK) {
        sql_int(c->rows, 4, sql_column_int(c->spans, 0));
        sql_int(c->rows, 5, sql_column_int(c->spans, 1));
    }
    return st;
}

enum status spans_step(struct spans *c, struct err *err)
{
    enum status st = c->placed ? sql_step(c->s, c->rows, err) : ST_END;

    while (st == ST_END) {
        st = next_span(c, err);
        if (st != ST_OK)
            return st;
        st = sql_step(c->s, c->rows, err);
    }
    return st;
}

void spans_start(struct spans *c, int64_t item)
{
    sql_reset(c->rows);
    sql_reset(c->spans);
    c->item = item;
    c->now = c->start;
    c->placed = false;
}

void spans_close(struct spans *c)
{
    sql_free(c->rows);
    sql_free(c->period);
    sql_free(c->spans);
}
