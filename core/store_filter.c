/* store_filter: a struct store_filter as SQL.  See store_filter.h. */
#include <inttypes.h>

#include "store_filter.h"
#include "store_sql.h"

static void add_times(struct buf *sql, const struct store_filter *f, const char *at)
{
    if (f->untimed)
        buf_format(sql, " AND %s=-9223372036854775808", at);
    if (f->has_since)
        buf_format(sql, " AND %s>=%" PRId64, at, f->since);
    if (f->has_until)
        buf_format(sql, " AND %s<%" PRId64, at, f->until);
    if (f->has_since || f->has_until)
        buf_format(sql, " AND %s>-9223372036854775808", at);
}

void filter_add(struct buf *sql, const struct store_filter *f, const char *at)
{
    add_times(sql, f, at);
    if (!f->superseded)
        buf_text(sql, " AND (e.flags&4)=0");
    if (f->bad)
        buf_text(sql, " AND e.outcome>=2");
    if (f->action != 0)
        buf_format(sql, " AND e.action=%" PRId64, f->action);
    if (f->source != 0)
        buf_format(sql, " AND e.action IN (SELECT id FROM action WHERE source=%" PRId64 ")",
                   f->source);
    if (f->import != 0)
        buf_format(sql, " AND e.import=%" PRId64, f->import);
    if (f->action_name.n > 0)
        buf_text(sql, " AND e.action IN (SELECT id FROM action WHERE name=?1)");
}

void filter_bind(struct sqlite3_stmt *q, const struct store_filter *f)
{
    if (f->action_name.n > 0)
        sql_copy(q, 1, f->action_name);
}
