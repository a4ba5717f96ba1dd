/* store_reviews: who looked at which events.  See store_reviews.h. */
#include "mem.h"
#include "stamp.h"
#include "store_reviews.h"
#include "store_schema.h"

struct store_reviews {
    struct store *s;
    struct sqlite3_stmt *q; /* NULL: there are none */
};

enum status store_reviews_open(struct store *s, struct store_reviews **out, struct err *err)
{
    struct store_reviews *c = mem_zero(1, sizeof(*c));
    enum status st = ST_OK;

    c->s = s;
    if (!s->older || s->version >= 4)
        st = sql_prepare(
            s,
            "SELECT at,clear->>'from',clear->>'to',clear->>'size',clear->>'verdict',hidden->>'by',"
            "hidden->>'findings' FROM act WHERE kind='review' ORDER BY id",
            &c->q, err);
    if (st == ST_OK)
        *out = c;
    else
        store_reviews_close(c);
    return st;
}

enum status store_reviews_next(struct store_reviews *c, struct store_review *out, struct err *err)
{
    enum status st = c->q != NULL ? sql_step(c->s, c->q, err) : ST_END;

    if (st != ST_OK)
        return st;
    *out = (struct store_review){.at = sql_column_int(c->q, 0),
                                 .size = (uint64_t)sql_column_int(c->q, 3),
                                 .verdict = sql_column(c->q, 4),
                                 .by = sql_column(c->q, 5),
                                 .findings = sql_column(c->q, 6)};
    if (!stamp_argument(sql_column_text(c->q, 1), &out->from) ||
        !stamp_argument(sql_column_text(c->q, 2), &out->to))
        return sql_damaged(c->s, "a review's period", err);
    return ST_OK;
}

void store_reviews_close(struct store_reviews *c)
{
    if (c == NULL)
        return;
    sql_free(c->q);
    mem_free(c);
}

/* As rows of temp.reviewed, so that one pass over the events is held against them. */
static enum status gather(struct store *s, uint64_t *n, struct err *err)
{
    struct store_reviews *c = NULL;
    struct store_review r;
    enum status st =
        sql_exec(s,
                 "CREATE TEMP TABLE IF NOT EXISTS reviewed(since INTEGER,until INTEGER,size INTEGER);"
                 "DELETE FROM reviewed",
                 err);

    if (st == ST_OK)
        st = store_reviews_open(s, &c, err);
    while (st == ST_OK && (st = store_reviews_next(c, &r, err)) == ST_OK) {
        const int64_t numbers[] = {r.from, r.to, (int64_t)r.size};

        st = sql_run_text(s, "INSERT INTO reviewed VALUES(?1,?2,?3)", numbers, 3, err);
        *n += 1;
    }
    store_reviews_close(c);
    return st == ST_END ? ST_OK : st;
}

static enum status find_through(struct store *s, int64_t *out, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    int64_t first = STAMP_UNKNOWN, at;
    enum status st = sql_one_text(
        s, "SELECT coalesce(min(at),-9223372036854775807-1) FROM event WHERE at>-9223372036854775807", &first,
        err);

    at = first;
    if (st == ST_OK)
        st = sql_prepare(s, "SELECT since,until FROM reviewed ORDER BY since", &q, err);
    while (st == ST_OK && (st = sql_step(s, q, err)) == ST_OK)
        if (sql_column_int(q, 0) <= at && sql_column_int(q, 1) > at)
            at = sql_column_int(q, 1);
    sql_free(q);
    *out = at > first ? at : STAMP_UNKNOWN;
    return st == ST_END ? ST_OK : st;
}

enum status store_reviewed(struct store *s, struct store_reviewed *out, struct err *err)
{
    static const char open[] =
        "SELECT count(*) FROM event e WHERE (e.flags&" FLAG_SUPERSEDED
        ")=0 AND NOT EXISTS(SELECT 1 FROM entry n"
        " JOIN reviewed r ON n.idx<r.size AND e.at>=r.since AND e.at<r.until WHERE n.event=e.id)";
    int64_t left = 0;
    enum status st;

    *out = (struct store_reviewed){.through = STAMP_UNKNOWN};
    if (s->older && s->version < 4)
        return ST_OK;
    st = gather(s, &out->reviews, err);
    if (st != ST_OK || out->reviews == 0)
        return st;
    st = sql_one_text(s, open, &left, err);
    out->open = (uint64_t)left;
    return st == ST_OK ? find_through(s, &out->through, err) : st;
}
