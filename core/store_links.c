/* store_links: which items an event concerns, for by_item and for all sums.  See store_writer.h.
 *
 * The key of by_item starts with month and item, so links are gathered and sorted over many batches.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "store_writer.h"

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

enum status links_flush(struct store_writer *w, struct err *err)
{
    struct link *sorted;
    enum status st;

    if (w->n_links == 0)
        return ST_OK;
    sorted = sort_links(w->links, w->links_scratch, w->n_links);
    st = rows_feed(w, FEED_LINK, sorted, w->n_links, err);
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
    return w->n_links + n > LINKS_MAX ? links_flush(w, err) : ST_OK;
}

static enum status add_links(struct store_writer *w, const struct slot *slot, struct arena *a,
                             struct err *err)
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

