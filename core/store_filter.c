/* store_filter: a struct store_filter as SQL.  See store_filter.h. */
#include <inttypes.h>

#include "store_filter.h"
#include "store_schema.h"

static void add_times(struct buf *sql, const struct store_filter *f)
{
    if (f->untimed)
        buf_text(sql, " AND e.at=" NO_TIME);
    if (f->has_since)
        buf_format(sql, " AND e.at>=%" PRId64, f->since);
    if (f->has_until)
        buf_format(sql, " AND e.at<%" PRId64, f->until);
    if (f->has_since || f->has_until)
        buf_text(sql, " AND e.at>" NO_TIME);
}

static void add_conditions(struct buf *sql, const struct store_filter *f)
{
    add_times(sql, f);
    if (!f->superseded)
        buf_text(sql, " AND (e.flags&" FLAG_SUPERSEDED ")=0");
    if (f->bad)
        buf_text(sql, " AND e.outcome>=2");
    if (f->action != 0)
        buf_format(sql, " AND e.action=%" PRId64, f->action);
    if (f->source != 0)
        buf_format(sql, " AND e.action IN (SELECT id FROM action WHERE source=%" PRId64 ")", f->source);
    if (f->import != 0)
        buf_format(sql, " AND e.import=%" PRId64, f->import);
    if (f->action_name.n > 0)
        buf_text(sql, " AND e.action IN (SELECT id FROM action WHERE name=?1)");
}

bool store_filter_is_open(const struct store_filter *f)
{
    return !f->has_since && !f->has_until && !f->untimed && !f->bad && f->action == 0 && f->source == 0 &&
           f->import == 0 && f->action_name.n == 0 && f->limit == 0;
}

const char *filter_events(const struct store_filter *f)
{
    if (f->item == 0)
        return " FROM event e WHERE 1";
    return " FROM (WITH RECURSIVE m(p) AS (SELECT min(period) FROM by_item UNION ALL"
           " SELECT (SELECT min(period) FROM by_item WHERE period>m.p) FROM m"
           " WHERE m.p IS NOT NULL) SELECT p FROM m) m"
           " CROSS JOIN item_event b ON b.period=m.p AND b.item=?3"
           " CROSS JOIN event e ON e.id=b.event WHERE 1";
}

enum status filter_prepare(struct store *s, const char *select, const struct store_filter *f,
                           const char *rest, struct sqlite3_stmt **out, struct err *err)
{
    const char *d = f->newest_first ? " DESC" : "";
    struct buf sql;
    enum status st;

    buf_init(&sql, BUF_CAP);
    buf_text(&sql, select);
    add_conditions(&sql, f);
    if (rest != NULL)
        buf_text(&sql, rest);
    else
        buf_format(&sql, " ORDER BY e.at%s,e.ident%s,e.variant%s,e.n%s", d, d, d, d);
    st = sql_prepare(s, buf_string(&sql), out, err);
    if (st == ST_OK && f->action_name.n > 0)
        sql_copy(*out, 1, f->action_name);
    buf_release(&sql);
    return st;
}
