/* store_links: which items an event concerns, for by_item and for all sums.  See store_writer.h.
 *
 * The key of by_item starts with month and item: links are sorted over the whole dump, so that each
 * page of that table is touched once.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "store_writer.h"

#define CHUNK       1024 /* links written at a time */
#define SORT_MEMORY ((size_t)12 << 20)
#define MONTH_ZERO  INT64_C(1) << 15 /* 2 bytes hold the months of all times that int64 holds */

/* The first 8 bytes tell most links apart: month, then item. */
static void link_key(struct buf *key, const struct link *l)
{
    uint64_t month = l->period == STAMP_UNKNOWN ? 0 : (uint64_t)(l->period + (MONTH_ZERO));

    assert(month < 1 << 16 && l->item < INT64_C(1) << 48);
    buf_clear(key);
    sorter_key_int(key, (int64_t)((month << 48 | (uint64_t)l->item) ^ UINT64_C(1) << 63));
    sorter_key_int(key, l->at);
    sorter_key_int(key, l->event);
}

static enum status write_sorted(struct store_writer *w, struct link *chunk, struct err *err)
{
    struct slice key, value;
    size_t n = 0;
    enum status st = sorter_start(w->links, err);

    while (st == ST_OK && (st = sorter_next(w->links, &key, &value, err)) == ST_OK) {
        assert(value.n == sizeof(*chunk));
        memcpy(&chunk[n++], value.p, sizeof(*chunk));
        if (n < CHUNK)
            continue;
        st = rows_feed(w, FEED_LINK, chunk, n, err);
        n = 0;
    }
    return st == ST_END ? rows_feed(w, FEED_LINK, chunk, n, err) : st;
}

enum status links_flush(struct store_writer *w, struct err *err)
{
    struct link *chunk;
    enum status st;

    if (sorter_count(w->links) == 0)
        return ST_OK;
    chunk = mem_alloc(CHUNK * sizeof(*chunk));
    st = write_sorted(w, chunk, err);
    mem_free(chunk);
    return st;
}

void links_open(struct store_writer *w)
{
    w->links = sorter_new(w->s->path, SORT_MEMORY);
    buf_init(&w->link_key, BUF_CAP);
}

void links_close(struct store_writer *w)
{
    sorter_free(w->links);
    buf_release(&w->link_key);
}

struct part { /* an item of an event, with all its roles there */
    struct slot_item item;
    unsigned roles;
};

static int part_order(const void *a, const void *b)
{
    const struct part *x = a, *y = b;

    return x->item.id < y->item.id ? -1 : x->item.id > y->item.id;
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
        if (kept > 0 && p[kept - 1].item.id == p[i].item.id)
            p[kept - 1].roles |= p[i].roles;
        else
            p[kept++] = p[i];
    }
    *out = p;
    return kept;
}

static enum status add_link(struct store_writer *w, const struct link *link, struct err *err)
{
    link_key(&w->link_key, link);
    return sorter_add(w->links, buf_view(&w->link_key),
                      (struct slice){(const unsigned char *)link, sizeof(*link)}, err);
}

static enum status add_links(struct store_writer *w, const struct slot *slot, struct arena *a,
                             struct err *err)
{
    const struct event *ev = slot->ev;
    struct link link = {.period = writer_period(ev->time.at), .at = ev->time.at, .event = slot->id};
    struct part *p;
    size_t n = event_parts(slot, a, &p);
    enum status st = ST_OK;

    for (size_t i = 0; i < n && st == ST_OK; i++) {
        link.item = p[i].item.id;
        link.roles = p[i].roles;
        st = add_link(w, &link, err);
        if (!slot->uncounted)
            intern_count(p[i].item.e, ev, p[i].roles);
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
        intern_label(w, slot->items[i].e, ev, ev->parties[i].label);
    return tally_add(w, writer_day(ev->time.at), slot->action, (int)ev->outcome, 1, ev->count, err);
}
