/* store_tree: hashes.  See store_tree.h. */
#include "mem.h"
#include "store_sql.h"
#include "store_tree.h"

enum tree_query { TQ_TILE, TQ_TILE_PUT, TQ_COUNT };

static const char *const queries[TQ_COUNT] = {
    [TQ_TILE] = "SELECT hashes FROM tile WHERE level=?1 AND n=?2",
    [TQ_TILE_PUT] = "INSERT INTO tile VALUES(?1,?2,?3) ON CONFLICT DO UPDATE SET hashes=excluded.hashes",
};

struct store_tree {
    struct store *s;
    struct sqlite3_stmt *q[TQ_COUNT];
};

enum status store_tree_open(struct store *s, struct store_tree **out, struct err *err)
{
    struct store_tree *t = mem_zero(1, sizeof(*t));
    enum status st;

    t->s = s;
    st = sql_prepare_all(s, queries, TQ_COUNT, t->q, err);
    if (st == ST_OK)
        *out = t;
    else
        store_tree_close(t);
    return st;
}

void store_tree_close(struct store_tree *t)
{
    if (t == NULL)
        return;
    sql_free_all(t->q, TQ_COUNT);
    mem_free(t);
}

enum status store_tile_get(struct store_tree *t, unsigned level, uint64_t n, struct slice *out,
                           struct err *err)
{
    struct sqlite3_stmt *q = t->q[TQ_TILE];
    enum status st;

    sql_reset(q);
    sql_int(q, 1, level);
    sql_int(q, 2, (int64_t)n);
    st = sql_step(t->s, q, err);
    if (st == ST_OK)
        *out = sql_column(q, 0);
    return st;
}

enum status store_tile_put(struct store_tree *t, unsigned level, uint64_t n, struct slice hashes,
                           struct err *err)
{
    struct sqlite3_stmt *q = t->q[TQ_TILE_PUT];

    sql_int(q, 1, level);
    sql_int(q, 2, (int64_t)n);
    sql_blob(q, 3, hashes.p, hashes.n);
    return sql_run(t->s, q, err);
}
