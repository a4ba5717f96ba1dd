/* store_load: one stored event, whole.  See store_load.h. */
#include <string.h>

#include "store_load.h"

enum status loader_open(struct loader *l, struct store *s, struct err *err)
{
    enum status st;

    memset(l, 0, sizeof(*l));
    l->s = s;
    l->digest = digest_new();
    st = sql_prepare(s,
                     "SELECT p.role,p.how,p.item,i.type,i.key,p.label,i.label FROM party p"
                     " CROSS JOIN item i ON i.id=p.item WHERE p.event=?1 ORDER BY p.ord",
                     &l->parties, err);
    if (st == ST_OK)
        st = sql_prepare(s, "SELECT field,old,new,known FROM change WHERE event=?1 ORDER BY ord",
                         &l->changes, err);
    if (st == ST_OK)
        st = sql_prepare(s, "SELECT " LOAD_COLUMNS " FROM event e" LOAD_JOINS "WHERE e.id=?1",
                         &l->event, err);
    return st;
}

void loader_close(struct loader *l)
{
    sql_free(l->event);
    sql_free(l->parties);
    sql_free(l->changes);
    digest_free(l->digest);
    arena_release(&l->arena);
}

static struct slice text(struct loader *l, struct sqlite3_stmt *q, int i)
{
    return slice_copy(&l->arena, sql_column(q, i));
}

static void take_time(struct stamp *t, int64_t at, int64_t how)
{
    t->at = at;
    t->resolution = (enum stamp_resolution)(how & 7);
    t->zone = (enum stamp_zone)(how >> HOW_ZONE_SHIFT & 3);
    t->ambiguous = (how & HOW_AMBIGUOUS) != 0;
    t->out_of_range = (how & HOW_OUT_OF_RANGE) != 0;
}

static void take_mapping(struct loader *l, struct sqlite3_stmt *q, struct event *ev)
{
    ev->native = text(l, q, 6);
    take_time(&ev->time, sql_column_int(q, 7), sql_column_int(q, 8));
    ev->time_text = text(l, q, 9);
    ev->action = text(l, q, 10);
    ev->category = text(l, q, 11);
    ev->label = text(l, q, 12);
    ev->sentence = text(l, q, 13);
    ev->outcome = (enum outcome)sql_column_int(q, 14);
    ev->reason = text(l, q, 15);
    ev->request = text(l, q, 16);
    ev->message = text(l, q, 17);
    ev->count = sql_column_int(q, 18);
    ev->ip = text(l, q, 19);
    ev->agent = text(l, q, 20);
    ev->location = text(l, q, 21);
    ev->channel = text(l, q, 22);
    ev->attributes = text(l, q, 23);
}

static void take_place(struct loader *l, struct sqlite3_stmt *q, struct store_event *out)
{
    struct event *ev = &out->ev;

    ev->record = (uint64_t)sql_column_int(q, 24);
    ev->sub = (uint32_t)sql_column_int(q, 25);
    ev->offset = (uint64_t)sql_column_int(q, 26);
    ev->length = (uint64_t)sql_column_int(q, 27);
    sql_column_bytes(q, 28, ev->digest, DIGEST_SIZE);
    ev->flags = (unsigned)sql_column_int(q, 29);
    out->action_id = sql_column_int(q, 30);
    out->source = text(l, q, 31);
    out->dump_name = text(l, q, 32);
    sql_column_bytes(q, 33, out->dump, DIGEST_SIZE);
}

/* Grows an array in the arena by doubling: the sum of its copies stays linear. */
static void *room(struct arena *a, void *old, size_t n, size_t size)
{
    void *p;

    if (n != 0 && (n < 4 || (n & (n - 1)) != 0))
        return old;
    p = arena_alloc(a, (n == 0 ? 4 : 2 * n) * size);
    if (n > 0)
        memcpy(p, old, n * size);
    return p;
}

static enum status take_parties(struct loader *l, struct store_event *out, struct err *err)
{
    struct sqlite3_stmt *q = l->parties;
    enum status st;

    sql_int(q, 1, out->id);
    while ((st = sql_step(l->s, q, err)) == ST_OK) {
        out->parties = room(&l->arena, out->parties, out->n_parties, sizeof(*out->parties));
        out->parties[out->n_parties++] = (struct store_party){
            .role = (enum role)sql_column_int(q, 0),
            .how = (enum found)sql_column_int(q, 1),
            .item = sql_column_int(q, 2),
            .type = text(l, q, 3),
            .key = text(l, q, 4),
            .label = text(l, q, 5),
            .latest = text(l, q, 6),
        };
    }
    return st == ST_END ? ST_OK : st;
}

static enum status take_changes(struct loader *l, struct store_event *out, struct err *err)
{
    struct sqlite3_stmt *q = l->changes;
    struct event *ev = &out->ev;
    enum status st;

    sql_int(q, 1, out->id);
    while ((st = sql_step(l->s, q, err)) == ST_OK) {
        ev->changes = room(&l->arena, ev->changes, ev->n_changes, sizeof(*ev->changes));
        ev->changes[ev->n_changes++] = (struct change){text(l, q, 0), text(l, q, 1), text(l, q, 2),
                                                       (unsigned)sql_column_int(q, 3)};
    }
    return st == ST_END ? ST_OK : st;
}

enum status loader_take(struct loader *l, struct sqlite3_stmt *q, struct err *err)
{
    struct store_event *out = &l->row;
    enum status st;

    arena_reset(&l->arena);
    memset(out, 0, sizeof(*out));
    out->id = sql_column_int(q, 0);
    out->import = sql_column_int(q, 1);
    out->n = (uint32_t)sql_column_int(q, 2);
    sql_column_bytes(q, 3, out->ev.ident, IDENT_SIZE);
    out->ev.content = sql_column_int(q, 4);
    out->ev.leaves = (uint32_t)sql_column_int(q, 5);
    take_mapping(l, q, &out->ev);
    take_place(l, q, out);
    event_public_id(l->digest, out->ev.ident, out->n, out->public_id);
    st = take_parties(l, out, err);
    return st == ST_OK ? take_changes(l, out, err) : st;
}

enum status loader_get(struct loader *l, int64_t event, struct err *err)
{
    enum status st;

    sql_int(l->event, 1, event);
    st = sql_step(l->s, l->event, err);
    if (st != ST_OK)
        return st;
    st = loader_take(l, l->event, err);
    sql_reset(l->event);
    return st;
}
