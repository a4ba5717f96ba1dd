/* store_rows: the rows of new events.  See store_writer.h.
 *
 * Every table gets its rows in order of its key, batch by batch; links are gathered longer, since
 * their key starts with month and item.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "store_writer.h"

static int64_t time_how(const struct stamp *t)
{
    return (int64_t)t->resolution | (int64_t)t->zone << HOW_ZONE_SHIFT |
           (t->ambiguous ? HOW_AMBIGUOUS : 0) | (t->out_of_range ? HOW_OUT_OF_RANGE : 0);
}

/* Parameters 2 to 15: what a mapping decides.  Also used when a mapping is renewed. */
void rows_bind_mapping(struct sqlite3_stmt *q, const struct slot *slot)
{
    const struct event *ev = slot->ev;

    sql_text(q, 2, ev->native);
    sql_text(q, 3, ev->time_text);
    sql_int(q, 4, time_how(&ev->time));
    sql_int(q, 5, slot->action);
    sql_int(q, 6, (int64_t)ev->outcome);
    sql_text(q, 7, ev->reason);
    sql_text(q, 8, ev->request);
    sql_int(q, 9, ev->count);
    sql_text(q, 10, ev->ip);
    if (slot->agent == 0)
        sql_null(q, 11);
    else
        sql_int(q, 11, slot->agent);
    sql_text(q, 12, ev->location);
    sql_text(q, 13, ev->channel);
    sql_text(q, 14, ev->message);
    sql_text(q, 15, ev->attributes);
}

static enum status write_event(struct store_writer *w, const struct slot *slot, struct err *err)
{
    struct sqlite3_stmt *q = w->q[WQ_EVENT];
    const struct event *ev = slot->ev;

    sql_int(q, 1, slot->id);
    rows_bind_mapping(q, slot);
    sql_int(q, 16, ev->time.at);
    sql_blob(q, 17, ev->ident, IDENT_SIZE);
    sql_int(q, 18, slot->variant);
    sql_int(q, 19, slot->n);
    sql_int(q, 20, ev->content);
    sql_int(q, 21, ev->leaves);
    sql_int(q, 22, w->import);
    sql_int(q, 23, (int64_t)ev->record);
    sql_int(q, 24, ev->sub);
    sql_int(q, 25, (int64_t)ev->offset);
    sql_int(q, 26, (int64_t)ev->length);
    sql_blob(q, 27, ev->digest, DIGEST_SIZE);
    sql_int(q, 28, ev->flags & EVENT_RECOVERED);
    return sql_run(w->s, q, err);
}

enum status rows_parties(struct store_writer *w, const struct slot *slot, struct err *err)
{
    struct sqlite3_stmt *q = w->q[WQ_PARTY];
    enum status st = ST_OK;

    for (size_t i = 0; i < slot->ev->n_parties && st == ST_OK; i++) {
        const struct party *p = &slot->ev->parties[i];

        sql_int(q, 1, slot->id);
        sql_int(q, 2, (int64_t)i);
        sql_int(q, 3, (int64_t)p->role);
        sql_int(q, 4, slot->items[i]->id);
        sql_text(q, 5, p->label);
        sql_int(q, 6, (int64_t)p->how);
        st = sql_run(w->s, q, err);
    }
    return st;
}

enum status rows_changes(struct store_writer *w, const struct slot *slot, struct err *err)
{
    struct sqlite3_stmt *q = w->q[WQ_CHANGE];
    enum status st = ST_OK;

    for (size_t i = 0; i < slot->ev->n_changes && st == ST_OK; i++) {
        const struct change *c = &slot->ev->changes[i];

        sql_int(q, 1, slot->id);
        sql_int(q, 2, (int64_t)i);
        sql_texts(q, 3, c->field);
        sql_text(q, 4, c->old);
        sql_text(q, 5, c->new_);
        sql_int(q, 6, (int64_t)c->known);
        st = sql_run(w->s, q, err);
    }
    return st;
}

static int link_order(const struct link *a, const struct link *b)
{
    if (a->period != b->period)
        return a->period < b->period ? -1 : 1;
    if (a->item != b->item)
        return a->item < b->item ? -1 : 1;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return a->event < b->event ? -1 : a->event > b->event;
}

static void merge(const struct link *a, size_t na, const struct link *b, size_t nb, struct link *to)
{
    while (na > 0 && nb > 0) {
        if (link_order(a, b) <= 0) {
            *to++ = *a++;
            na--;
        } else {
            *to++ = *b++;
            nb--;
        }
    }
    memcpy(to, a, na * sizeof(*a));
    memcpy(to + na, b, nb * sizeof(*b));
}

/* Merge sort; libc's would call link_order through a pointer, which takes three times as long. */
static struct link *sort_links(struct link *from, struct link *to, size_t n)
{
    for (size_t width = 1; width < n; width *= 2) {
        struct link *swap = from;

        for (size_t i = 0; i < n; i += 2 * width) {
            size_t na = n - i < width ? n - i : width;
            size_t nb = n - i - na < width ? n - i - na : width;

            merge(from + i, na, from + i + na, nb, to + i);
        }
        from = to;
        to = swap;
    }
    return from;
}

enum status rows_flush_links(struct store_writer *w, struct err *err)
{
    struct sqlite3_stmt *q = w->q[WQ_LINK];
    struct link *l;
    enum status st = ST_OK;

    if (w->n_links == 0)
        return ST_OK;
    l = sort_links(w->links, w->links_scratch, w->n_links);
    for (size_t i = 0; i < w->n_links && st == ST_OK; i++) {
        sql_int(q, 1, l[i].period);
        sql_int(q, 2, l[i].item);
        sql_int(q, 3, l[i].at);
        sql_int(q, 4, l[i].event);
        sql_int(q, 5, (int64_t)l[i].roles);
        st = sql_run(w->s, q, err);
    }
    w->n_links = 0;
    return st;
}

struct part { /* an item of an event, with all its roles there */
    struct item_entry *e;
    unsigned roles;
};

static int part_order(const void *a, const void *b)
{
    const struct part *x = a, *y = b;

    return x->e->id < y->e->id ? -1 : x->e->id > y->e->id;
}

/* Two parties of one event may be the same item: one part, with both roles. */
static size_t event_parts(const struct slot *slot, struct arena *a, struct part **out)
{
    const struct event *ev = slot->ev;
    struct part *p = arena_alloc(a, ev->n_parties * sizeof(*p));
    size_t kept = 0;

    for (size_t i = 0; i < ev->n_parties; i++)
        p[i] = (struct part){slot->items[i], 1u << ev->parties[i].role};
    if (ev->n_parties > 1)
        qsort(p, ev->n_parties, sizeof(*p), part_order);
    for (size_t i = 0; i < ev->n_parties; i++) {
        if (kept > 0 && p[kept - 1].e == p[i].e)
            p[kept - 1].roles |= p[i].roles;
        else
            p[kept++] = p[i];
    }
    *out = p;
    return kept;
}

static enum status links_room(struct store_writer *w, size_t n, struct err *err)
{
    assert(n <= EVENT_MAX_ITEMS);
    if (w->links == NULL) {
        w->links = mem_alloc(LINKS_MAX * sizeof(*w->links));
        w->links_scratch = mem_alloc(LINKS_MAX * sizeof(*w->links));
    }
    return w->n_links + n > LINKS_MAX ? rows_flush_links(w, err) : ST_OK;
}

static enum status rows_links(struct store_writer *w, const struct slot *slot, bool counted,
                              struct arena *a, struct err *err)
{
    const struct event *ev = slot->ev;
    struct part *p;
    size_t n = event_parts(slot, a, &p);
    enum status st = links_room(w, n, err);

    for (size_t i = 0; i < n && st == ST_OK; i++) {
        w->links[w->n_links++] = (struct link){.period = writer_period(ev->time.at),
                                               .item = p[i].e->id,
                                               .at = ev->time.at,
                                               .event = slot->id,
                                               .roles = p[i].roles};
        if (counted)
            intern_count(p[i].e, ev, p[i].roles);
    }
    return st;
}

enum status rows_count(struct store_writer *w, const struct slot *slot, bool counted,
                       struct arena *a, struct err *err)
{
    const struct event *ev = slot->ev;
    enum status st = rows_links(w, slot, counted, a, err);

    if (st != ST_OK || !counted)
        return st;
    for (size_t i = 0; i < ev->n_parties; i++)
        intern_label(w, slot->items[i], ev, ev->parties[i].label);
    return tally_add(w, writer_day(ev->time.at), slot->action, (int)ev->outcome, 1, ev->count, err);
}

static enum status write_slot(struct store_writer *w, const struct slot *slot, struct arena *a,
                              struct err *err)
{
    enum status st = write_event(w, slot, err);

    if (st == ST_OK)
        st = rows_parties(w, slot, err);
    if (st == ST_OK)
        st = rows_changes(w, slot, err);
    if (st == ST_OK)
        st = rows_count(w, slot, true, a, err);
    return st;
}

enum status rows_write(struct store_writer *w, struct arena *a, struct err *err)
{
    enum status st = ST_OK;

    for (size_t i = 0; i < w->n_slots && st == ST_OK; i++)
        if (w->slots[i].is_new)
            st = write_slot(w, &w->slots[i], a, err);
    return st;
}

enum status rows_reject(struct store_writer *w, const struct reject *r, struct err *err)
{
    struct sqlite3_stmt *q = w->q[WQ_REJECT];

    sql_int(q, 1, w->import);
    sql_int(q, 2, (int64_t)r->record);
    sql_int(q, 3, (int64_t)r->offset);
    sql_int(q, 4, (int64_t)r->length);
    sql_int(q, 5, (int64_t)r->line);
    sql_int(q, 6, (int64_t)r->column);
    sql_texts(q, 7, slice_text(r->code));
    sql_texts(q, 8, r->reason);
    sql_blob(q, 9, r->digest, DIGEST_SIZE);
    sql_blob(q, 10, r->raw.p, r->raw.n);
    return sql_run(w->s, q, err);
}
