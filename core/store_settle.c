/* store_settle: what can be told only at the end of a dump.  See store_settle.h.
 *
 * Ids are looked up in sorted passes.  Of several versions of one id the one with the most leaves
 * is shown (ties: the smallest content, then time) and is version 1; the order of the others is
 * total too, so nothing depends on arrival.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "store_absent.h"
#include "store_settle.h"
#include "store_writer.h"

static int fresh_order(const void *a, const void *b)
{
    const struct fresh *x = a, *y = b;

    if (x->h != y->h)
        return x->h < y->h ? -1 : 1;
    return x->event < y->event ? -1 : x->event > y->event;
}

enum status settle_again(struct store_writer *w, int64_t h, struct err *err)
{
    sql_int(w->q[WQ_CLASH], 1, h);
    return sql_run(w->s, w->q[WQ_CLASH], err);
}

/* *next becomes the smallest stored h that is not below h, and *end tells that there is none. */
static enum status seek_native(struct store_writer *w, int64_t h, int64_t *next, bool *end, struct err *err)
{
    enum status st;

    sql_int(w->q[WQ_NATIVE_SEEK], 1, h);
    st = sql_one(w->s, w->q[WQ_NATIVE_SEEK], next, err);
    *end = st == ST_END;
    return st == ST_END ? ST_OK : st;
}

/* Merges the sorted ids with the table of ids: what meets another event's id is a clash. */
static enum status merge_ids(struct store_writer *w, struct err *err)
{
    int64_t next = INT64_MIN;
    bool end = false;
    enum status st = seek_native(w, INT64_MIN, &next, &end, err);

    for (size_t i = 0, to; i < w->n_fresh && st == ST_OK; i = to) {
        int64_t h = w->fresh[i].h;

        for (to = i + 1; to < w->n_fresh && w->fresh[to].h == h; to++)
            ;
        if (!end && next < h)
            st = seek_native(w, h, &next, &end, err);
        if (st == ST_OK && (to - i > 1 || (!end && next == h)))
            st = settle_again(w, h, err);
    }
    return st == ST_OK ? rows_feed(w, FEED_NATIVE, w->fresh, w->n_fresh, err) : st;
}

static enum status mark_dirty(struct store_writer *w, int64_t item, int64_t at, struct err *err)
{
    struct sqlite3_stmt *q = w->q[WQ_ITEM_DIRTY];

    sql_int(q, 1, item);
    sql_int(q, 2, at);
    w->dirty = true;
    return sql_run(w->s, q, err);
}

struct counted { /* a stored event, as sums see it */
    int64_t id, at, action, count;
    enum outcome outcome;
    unsigned char ident[IDENT_SIZE];
};

static enum status load_counted(struct store_writer *w, int64_t id, struct counted *c, struct err *err)
{
    struct sqlite3_stmt *q = w->q[WQ_COUNTED];
    enum status st;

    sql_int(q, 1, id);
    st = sql_step(w->s, q, err);
    assert(st != ST_END);
    if (st != ST_OK)
        return st;
    c->id = id;
    c->at = sql_column_int(q, 0);
    c->action = sql_column_int(q, 1);
    c->outcome = (enum outcome)sql_column_int(q, 2);
    c->count = sql_column_int(q, 3);
    sql_column_bytes(q, 4, c->ident, IDENT_SIZE);
    sql_reset(q);
    return ST_OK;
}

/* Adds the event to an item's sums, or takes it away: its label and times may be others then. */
static enum status add_to_item(struct store_writer *w, const struct counted *c, int64_t item, int64_t sign,
                               unsigned roles, struct err *err)
{
    struct sqlite3_stmt *q = w->q[WQ_ITEM_MERGE];
    enum status st;

    sql_int(q, 1, item);
    sql_int(q, 5, sign);
    sql_int(q, 6, c->outcome == OUTCOME_FAILURE ? sign : 0);
    sql_int(q, 7, c->outcome == OUTCOME_DENIED ? sign : 0);
    sql_int(q, 8, (roles & 1u << ROLE_ACTOR) != 0 ? sign : 0);
    sql_time(q, 9, sign > 0 ? c->at : STAMP_UNKNOWN);
    sql_time(q, 10, sign > 0 ? c->at : STAMP_UNKNOWN);
    st = sql_run(w->s, q, err);
    return st == ST_OK && sign < 0 ? mark_dirty(w, item, c->at, err) : st;
}

static enum status add_to_items(struct store_writer *w, const struct counted *c, int64_t sign,
                                struct err *err)
{
    struct sqlite3_stmt *q = w->q[WQ_COUNTED_PARTIES];
    int64_t item = 0;
    unsigned roles = 0;
    enum status st;

    sql_int(q, 1, c->id);
    while ((st = sql_step(w->s, q, err)) == ST_OK) {
        int64_t next = sql_column_int(q, 0);

        if (next != item && item != 0)
            st = add_to_item(w, c, item, sign, roles, err);
        roles = next != item ? 0 : roles;
        item = next;
        roles |= 1u << sql_column_int(q, 1);
        if (st == ST_OK && sign > 0 && !sql_column_null(q, 2))
            st = intern_write_label(w, item, c->at, c->ident, sql_column(q, 2), err);
        if (st != ST_OK) {
            sql_reset(q);
            return st;
        }
    }
    if (st == ST_END)
        st = item != 0 ? add_to_item(w, c, item, sign, roles, err) : ST_OK;
    return st;
}

enum status settle_items(struct store_writer *w, int64_t event, int sign, struct err *err)
{
    struct counted c;
    enum status st = load_counted(w, event, &c, err);

    return st == ST_OK ? add_to_items(w, &c, sign, err) : st;
}

enum status settle_count(struct store_writer *w, int64_t event, int sign, struct err *err)
{
    struct counted c;
    enum status st = load_counted(w, event, &c, err);

    if (st == ST_OK)
        st = add_to_items(w, &c, sign, err);
    if (st == ST_OK)
        st = tally_add(w, tally_day(c.at), c.action, (int)c.outcome, sign, sign * c.count, err);
    return st;
}

struct version {
    int64_t id;
    unsigned flags;
    uint32_t n;
};

static enum status show(struct store_writer *w, const struct version *v, uint32_t n, bool conflict,
                        struct err *err)
{
    unsigned flags = v->flags & ~(unsigned)(EVENT_SUPERSEDED | EVENT_CONFLICT);
    struct sqlite3_stmt *q = w->q[WQ_SHOWN];
    enum status st = ST_OK;

    if (conflict)
        flags |= EVENT_CONFLICT;
    if (n > 1)
        flags |= EVENT_SUPERSEDED;
    if (flags == v->flags && n == v->n)
        return ST_OK;
    sql_int(q, 1, v->id);
    sql_int(q, 2, (int64_t)flags);
    sql_int(q, 3, n);
    st = sql_run(w->s, q, err);
    if (st == ST_OK && ((flags ^ v->flags) & EVENT_SUPERSEDED) != 0)
        st = settle_count(w, v->id, n > 1 ? -1 : 1, err);
    return st;
}

struct group { /* the versions of one id, as they come */
    unsigned char ident[IDENT_SIZE];
    struct version first;
    uint32_t n;
    uint64_t fresh; /* of them, those of this pass */
};

/* An id that is left alone is a conflict no more. */
static enum status end_group(struct store_writer *w, const struct group *g, struct err *err)
{
    enum status st = ST_OK;

    if (g->n > 1)
        w->counts.conflicts += g->fresh - (g->fresh == g->n ? 1 : 0);
    if (g->n == 1)
        st = show(w, &g->first, 1, false, err);
    return st == ST_OK && g->n > 0 ? absent_doubt(w, g->first.id, err) : st;
}

static enum status add_version(struct store_writer *w, struct group *g, const struct version *v,
                               const unsigned char *ident, struct err *err)
{
    bool fresh = v->id >= w->fresh_from;
    enum status st = ST_OK;

    if (g->n == 0 || memcmp(ident, g->ident, IDENT_SIZE) != 0) {
        st = end_group(w, g, err);
        *g = (struct group){.first = *v, .n = 1, .fresh = fresh};
        memcpy(g->ident, ident, IDENT_SIZE);
        return st;
    }
    g->fresh += fresh;
    if (++g->n == 2)
        st = show(w, &g->first, 1, true, err);
    return st == ST_OK ? show(w, v, g->n, true, err) : st;
}

/* Versions come sorted: the one to show first.  An id met once only shares 8 bytes with another. */
static enum status settle_versions(struct store_writer *w, struct err *err)
{
    struct sqlite3_stmt *q = w->q[WQ_VERSION];
    struct group g = {.n = 0};
    enum status st;

    while ((st = sql_step(w->s, q, err)) == ST_OK) {
        struct version v = {sql_column_int(q, 0), (unsigned)sql_column_int(q, 2),
                            (uint32_t)sql_column_int(q, 3)};
        unsigned char ident[IDENT_SIZE];

        sql_column_bytes(q, 1, ident, IDENT_SIZE);
        st = add_version(w, &g, &v, ident, err);
        if (st != ST_OK) {
            sql_reset(q);
            return st;
        }
    }
    return st == ST_END ? end_group(w, &g, err) : st;
}

/* Items go out first, so that every one has a row to change. */
enum status settle_ids(struct store_writer *w, struct err *err)
{
    enum status st = ST_OK;
    int64_t clashes = 0;

    if (w->n_fresh > 0) {
        qsort(w->fresh, w->n_fresh, sizeof(*w->fresh), fresh_order);
        st = merge_ids(w, err);
    }
    if (st == ST_OK)
        st = sql_one_text(w->s, "SELECT EXISTS(SELECT 1 FROM clash)", &clashes, err);
    if (st == ST_OK && clashes != 0)
        st = intern_flush(w, true, err);
    if (st == ST_OK && clashes != 0)
        st = settle_versions(w, err);
    if (st == ST_OK && clashes != 0)
        st = sql_exec(w->s, "DELETE FROM clash", err);
    w->n_fresh = 0;
    w->fresh_from = w->next_id;
    return st;
}
