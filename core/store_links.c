/* store_links: which items an event concerns, for by_item and for all sums.  See store_writer.h.
 *
 * The key of by_item starts with month and item: links are sorted over the whole dump, so that each
 * page of that table is touched once.
 */
#include <stdlib.h>

#include "store_writer.h"

#define CHUNK 1024 /* links written at a time */

enum status links_flush(struct store_writer *w, struct err *err)
{
    struct link *chunk;
    size_t n = 1;
    enum status st = ST_OK;

    if (w->links == NULL || runs_count(w->links) == 0)
        return ST_OK;
    chunk = mem_alloc(CHUNK * sizeof(*chunk));
    st = runs_start(w->links, err);
    while (st == ST_OK && n > 0) {
        st = runs_next(w->links, chunk, CHUNK, &n, err);
        if (st == ST_OK)
            st = rows_feed(w, FEED_LINK, chunk, n, err);
    }
    mem_free(chunk);
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

static enum status add_link(struct store_writer *w, const struct link *link, struct err *err)
{
    enum status st = ST_OK;

    if (w->links == NULL)
        w->links = runs_new(w->s->path);
    if (runs_full(w->links))
        st = links_flush(w, err);
    return st == ST_OK ? runs_add(w->links, link, err) : st;
}

static enum status add_links(struct store_writer *w, const struct slot *slot, struct arena *a,
                             struct err *err)
{
    const struct event *ev = slot->ev;
    struct link link = {.at = ev->time.at, .event = slot->id};
    struct part *p;
    size_t n = event_parts(slot, a, &p);
    enum status st = ST_OK;

    link.period = ev->time.at == STAMP_UNKNOWN ? INT32_MIN : (int32_t)stamp_month(ev->time.at);
    for (size_t i = 0; i < n && st == ST_OK; i++) {
        link.item = p[i].e->id;
        link.roles = p[i].roles;
        st = add_link(w, &link, err);
        if (!slot->uncounted)
            intern_count(p[i].e, ev, p[i].roles);
    }
    return st;
}

enum status links_count(struct store_writer *w, const struct slot *slot, struct arena *a,
                        struct err *err)
{
    const struct event *ev = slot->ev;
    enum status st = add_links(w, slot, a, err);

    if (st != ST_OK || slot->uncounted)
        return st;
    for (size_t i = 0; i < ev->n_parties; i++)
        intern_label(w, slot->items[i], ev, ev->parties[i].label);
    return tally_add(w, writer_day(ev->time.at), slot->action, (int)ev->outcome, 1, ev->count, err);
}

