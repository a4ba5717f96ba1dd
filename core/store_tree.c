/* store_tree: hashes and checkpoints.  See store_tree.h. */
#include "buf.h"
#include "digest.h"
#include "mem.h"
#include "store_sql.h"
#include "store_tree.h"

enum tree_query { TQ_LEAVES, TQ_TILE, TQ_TILE_PUT, TQ_CHECKPOINT, TQ_CHECKPOINT_PUT, TQ_COUNT };

static const char *const queries[TQ_COUNT] = {
    [TQ_LEAVES] = "SELECT leaf FROM entry WHERE idx>=?1*256 AND idx<?1*256+256 ORDER BY idx",
    [TQ_TILE] = "SELECT hashes FROM tile WHERE level=?1 AND n=?2",
    [TQ_TILE_PUT] = "INSERT INTO tile VALUES(?1,?2,?3) ON CONFLICT DO UPDATE SET hashes=excluded.hashes",
    [TQ_CHECKPOINT] = "SELECT size,note,created FROM checkpoint WHERE size>=?1 ORDER BY size LIMIT 1",
    [TQ_CHECKPOINT_PUT] = "INSERT INTO checkpoint VALUES(?1,?2,?3)",
};

struct store_tree {
    struct store *s;
    struct sqlite3_stmt *q[TQ_COUNT];
    struct buf leaves; /* of one tile */
};

enum status store_tree_open(struct store *s, struct store_tree **out, struct err *err)
{
    struct store_tree *t = mem_zero(1, sizeof(*t));
    enum status st;

    t->s = s;
    buf_init(&t->leaves, BUF_CAP);
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
    buf_release(&t->leaves);
    mem_free(t);
}

static enum status get_leaves(struct store_tree *t, uint64_t n, struct slice *out, struct err *err)
{
    struct sqlite3_stmt *q = t->q[TQ_LEAVES];
    enum status st;

    buf_clear(&t->leaves);
    sql_int(q, 1, (int64_t)n);
    while ((st = sql_step(t->s, q, err)) == ST_OK)
        buf_slice(&t->leaves, sql_column(q, 0));
    *out = buf_view(&t->leaves);
    return st == ST_END && out->n > 0 ? ST_OK : st;
}

enum status store_tile_get(struct store_tree *t, unsigned level, uint64_t n, struct slice *out,
                           struct err *err)
{
    struct sqlite3_stmt *q = t->q[TQ_TILE];
    enum status st;

    if (level == 0)
        return get_leaves(t, n, out, err);
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

enum status store_checkpoint_get(struct store_tree *t, uint64_t from, uint64_t *size, struct slice *note,
                                 int64_t *created, struct err *err)
{
    struct sqlite3_stmt *q = t->q[TQ_CHECKPOINT];
    enum status st;

    sql_reset(q);
    sql_int(q, 1, (int64_t)from);
    st = sql_step(t->s, q, err);
    if (st != ST_OK)
        return st;
    *size = (uint64_t)sql_column_int(q, 0);
    *note = sql_column(q, 1);
    *created = sql_column_int(q, 2);
    return ST_OK;
}

enum status store_checkpoint_put(struct store_tree *t, uint64_t size, struct slice note, int64_t created,
                                 struct err *err)
{
    struct sqlite3_stmt *q = t->q[TQ_CHECKPOINT_PUT];

    sql_int(q, 1, (int64_t)size);
    sql_texts(q, 2, note);
    sql_int(q, 3, created);
    return sql_run(t->s, q, err);
}

enum status store_checkpoint_last(struct store *s, uint64_t *size, struct slice *note, int64_t *created,
                                  struct arena *a, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st =
        sql_prepare(s, "SELECT size,note,created FROM checkpoint ORDER BY size DESC LIMIT 1", &q, err);

    *size = 0;
    *note = SLICE_NONE;
    *created = 0;
    if (st == ST_OK)
        st = sql_step(s, q, err);
    if (st == ST_OK) {
        *size = (uint64_t)sql_column_int(q, 0);
        *note = slice_copy(a, sql_column(q, 1));
        *created = sql_column_int(q, 2);
    }
    sql_free(q);
    return st == ST_END ? ST_OK : st;
}

enum status store_key_act(struct store *s, uint64_t from, uint64_t *seq, unsigned char leaf[DIGEST_SIZE],
                          struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_prepare(s,
                                 "SELECT e.idx,e.leaf FROM act a CROSS JOIN entry e ON e.act=a.id"
                                 " WHERE a.kind IN ('log.init','key') AND +e.idx>=?1 ORDER BY e.idx LIMIT 1",
                                 &q, err);

    if (st == ST_OK) {
        sql_int(q, 1, (int64_t)from);
        st = sql_step(s, q, err);
    }
    if (st == ST_OK) {
        *seq = (uint64_t)sql_column_int(q, 0);
        sql_column_bytes(q, 1, leaf, DIGEST_SIZE);
    }
    sql_free(q);
    return st;
}
