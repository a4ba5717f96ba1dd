/* store_horizon: what is older than all that was pruned.  See store_horizon.h. */
#include "mem.h"
#include "store_horizon.h"
#include "store_ident.h"
#include "store_schema.h"

struct line { /* of one category, or (n = 0) of all */
    struct slice category;
    int64_t before;
};

struct horizon {
    struct store *s;
    struct sqlite3_stmt *stored;
    struct arena arena;
    struct line *lines;
    size_t n, size;
};

static void add_line(struct horizon *h, struct slice category, int64_t before)
{
    for (size_t i = 0; i < h->n; i++)
        if (slice_equal(h->lines[i].category, category)) {
            if (h->lines[i].before < before)
                h->lines[i].before = before;
            return;
        }
    h->lines = mem_grow(h->lines, h->n, &h->size, sizeof(*h->lines));
    h->lines[h->n++] = (struct line){slice_copy(&h->arena, category), before};
}

static enum status gather(struct horizon *h, struct slice source, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_prepare(h->s,
                                 "SELECT DISTINCT clear->>'category',clear->>'before' FROM act"
                                 " WHERE kind='prune' AND clear->>'src'=?1",
                                 &q, err);

    if (st == ST_OK)
        sql_text(q, 1, source);
    while (st == ST_OK && (st = sql_step(h->s, q, err)) == ST_OK) {
        int64_t before;

        if (!stamp_argument(sql_column_text(q, 1), &before))
            st = sql_damaged(h->s, "what an act pruned", err);
        else
            add_line(h, sql_column(q, 0), before);
    }
    sql_free(q);
    return st == ST_END ? ST_OK : st;
}

enum status horizon_open(struct store *s, struct slice source, struct horizon **out, struct err *err)
{
    struct horizon *h = mem_zero(1, sizeof(*h));
    enum status st;

    *out = NULL;
    h->s = s;
    st = gather(h, source, err);
    if (st == ST_OK && h->n > 0)
        st = sql_prepare(s,
                         "SELECT EXISTS(SELECT 1 FROM event WHERE at=?1 AND ident=?2) OR EXISTS(SELECT 1 FROM"
                         " native v CROSS JOIN event e ON e.id=v.event WHERE v.h=?3 AND e.ident=?2)",
                         &h->stored, err);
    if (st == ST_OK && h->n > 0)
        *out = h;
    else
        horizon_close(h);
    return st;
}

enum status horizon_passed(struct horizon *h, const struct event *ev, bool *passed, struct err *err)
{
    int64_t stored = 0;
    enum status st;

    *passed = false;
    for (size_t i = 0; i < h->n && !*passed; i++)
        *passed = ev->time.at != STAMP_UNKNOWN && ev->time.at < h->lines[i].before &&
                  (h->lines[i].category.n == 0 || slice_equal(h->lines[i].category, ev->category));
    if (!*passed)
        return ST_OK;
    sql_int(h->stored, 1, ev->time.at);
    sql_blob(h->stored, 2, ev->ident, IDENT_SIZE);
    sql_int(h->stored, 3, ident_head(ev->ident));
    st = sql_one(h->s, h->stored, &stored, err);
    *passed = stored == 0;
    return st;
}

void horizon_close(struct horizon *h)
{
    if (h == NULL)
        return;
    sql_free(h->stored);
    mem_free(h->lines);
    arena_release(&h->arena);
    mem_free(h);
}
