/* store_erasures: what was erased, act by act.  See store_erasures.h. */
#include "mem.h"
#include "stamp.h"
#include "store_erasures.h"
#include "store_schema.h"

struct store_erasures {
    struct store *s;
    struct sqlite3_stmt *q; /* NULL: there are none */
};

enum status store_erasures_open(struct store *s, struct store_erasures **out, struct err *err)
{
    static const char text[] =
        "SELECT n.idx,a.at,a.kind='prune',a.clear->>'reason',a.hidden->>'by',a.clear->>'events',"
        "a.clear->>'values',a.clear->>'src',a.clear->>'category',a.clear->>'before'"
        " FROM act a JOIN entry n ON n.act=a.id WHERE a.kind IN ('redact','prune') ORDER BY n.idx";
    struct store_erasures *c = mem_zero(1, sizeof(*c));
    enum status st = ST_OK;

    c->s = s;
    if (!s->older && !s->blank)
        st = sql_prepare(s, text, &c->q, err);
    if (st == ST_OK)
        *out = c;
    else
        store_erasures_close(c);
    return st;
}

enum status store_erasures_next(struct store_erasures *c, struct store_erasure *out, struct err *err)
{
    struct sqlite3_stmt *q = c->q;
    enum status st = q != NULL ? sql_step(c->s, q, err) : ST_END;

    if (st != ST_OK)
        return st;
    *out = (struct store_erasure){.entry = (uint64_t)sql_column_int(q, 0),
                                  .at = sql_column_int(q, 1),
                                  .prune = sql_column_int(q, 2) != 0,
                                  .reason = sql_column(q, 3),
                                  .by = sql_column(q, 4),
                                  .events = (uint64_t)sql_column_int(q, 5),
                                  .values = (uint64_t)sql_column_int(q, 6),
                                  .source = sql_column(q, 7),
                                  .category = sql_column(q, 8),
                                  .before = STAMP_UNKNOWN};
    if (!sql_columns_count(q, 5, 2) ||
        (!sql_column_null(q, 9) && !stamp_argument(sql_column_text(q, 9), &out->before)))
        return sql_damaged(c->s, "what an act erased", err);
    return ST_OK;
}

void store_erasures_close(struct store_erasures *c)
{
    if (c == NULL)
        return;
    sql_free(c->q);
    mem_free(c);
}

enum status store_erasures_sum(struct store *s, struct store_erasures_sum *out, struct err *err)
{
    struct store_erasures *c = NULL;
    struct store_erasure e;
    enum status st = store_erasures_open(s, &c, err);

    *out = (struct store_erasures_sum){0};
    while (st == ST_OK && (st = store_erasures_next(c, &e, err)) == ST_OK) {
        out->redactions += !e.prune;
        out->prunes += e.prune;
        out->events += e.events;
        out->values += e.values;
    }
    store_erasures_close(c);
    return st == ST_END ? ST_OK : st;
}
