/* store_order: events on their way to the store, in order of time.  See store_ident.h.
 *
 * Rows, keys and links lie in order of time, so an event costs little if it stands where the last
 * ones did.  What lies outside the span of time that this dump has filled so far goes straight on, be
 * it in order, nearly so, or newest first.  What falls back into the span would need a page of its
 * own: it waits in a sorter, until the dump's end.
 *
 * The span grows by the middle of what a batch has beyond it, so that neighbours may be out of order
 * by half a batch, and single events far off do not stretch it.  It never shrinks: of equal events
 * none overtakes another.
 */
#include <stdlib.h>
#include <string.h>

#include "sorter.h"
#include "store_pack.h"
#include "store_writer.h"

#define SORT_MEMORY ((size_t)16 << 20)
#define BATCH       4096
#define BATCH_BYTES ((size_t)4 << 20)
#define PROBES      9

struct side { /* events of a batch beyond one edge of the span */
    int64_t *at;
    size_t n;
};

static int at_order(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return x < y ? -1 : x > y;
}

/* Near enough the median. */
static int64_t middle(const struct side *s)
{
    int64_t probe[PROBES];

    for (size_t i = 0; i < PROBES; i++)
        probe[i] = s->at[s->n * i / PROBES];
    qsort(probe, PROBES, sizeof(*probe), at_order);
    return probe[PROBES / 2];
}

/* Events without a time are sorted too: by ident they lie anywhere among their like. */
static bool must_wait(const struct order *o, int64_t at)
{
    return at == STAMP_UNKNOWN || (at > o->low && at < o->high);
}

static void widen(struct order *o, const struct side *before, const struct side *after)
{
    if (before->n > 0)
        o->low = middle(before);
    if (after->n > 0)
        o->high = middle(after);
}

static enum status keep(struct store_writer *w, const struct event *ev, struct err *err)
{
    struct order *o = &w->order;

    if (o->late == NULL)
        o->late = sorter_new(w->s->path, SORT_MEMORY);
    buf_clear(&o->key);
    buf_clear(&o->value);
    sorter_key_int(&o->key, ev->time.at);
    buf_add(&o->key, ev->ident, IDENT_SIZE);
    sorter_key_int(&o->key, ident_variant(ev));
    pack_event(&o->value, ev);
    return sorter_add(o->late, buf_view(&o->key), buf_view(&o->value), err);
}

void order_open(struct store_writer *w)
{
    struct order *o = &w->order;

    o->low = INT64_MAX;
    o->high = INT64_MIN;
    batch_init(&o->batch);
    buf_init(&o->key, BUF_CAP);
    buf_init(&o->value, BUF_CAP);
}

void order_close(struct store_writer *w)
{
    sorter_free(w->order.late);
    batch_release(&w->order.batch);
    buf_release(&w->order.key);
    buf_release(&w->order.value);
}

enum status order_put(struct store_writer *w, struct batch *b, struct err *err)
{
    struct order *o = &w->order;
    struct side before = {arena_alloc(&b->arena, b->n_events * sizeof(int64_t)), 0};
    struct side after = {arena_alloc(&b->arena, b->n_events * sizeof(int64_t)), 0};
    size_t kept = 0;
    enum status st = ST_OK;

    for (size_t i = 0; i < b->n_events && st == ST_OK; i++) {
        int64_t at = b->events[i].time.at;

        if (must_wait(o, at)) {
            st = keep(w, &b->events[i], err);
            continue;
        }
        if (at <= o->low)
            before.at[before.n++] = at;
        if (at >= o->high)
            after.at[after.n++] = at;
        if (kept != i)
            b->events[kept] = b->events[i];
        kept++;
    }
    b->n_events = kept;
    widen(o, &before, &after);
    return st;
}

enum status order_next(struct store_writer *w, struct batch **out, struct err *err)
{
    struct order *o = &w->order;
    struct batch *b = &o->batch;
    struct slice key, value;
    enum status st = ST_OK;

    if (o->late == NULL || sorter_count(o->late) == 0)
        return ST_END;
    if (!o->reading)
        st = sorter_start(o->late, err);
    o->reading = true;
    batch_reset(b);
    while (st == ST_OK && b->n_events < BATCH && arena_used(&b->arena) < BATCH_BYTES) {
        st = sorter_next(o->late, &key, &value, err);
        if (st == ST_OK)
            unpack_event(slice_copy(&b->arena, value), &b->arena, batch_event(b));
    }
    if (st == ST_END)
        o->reading = false;
    *out = b;
    return st == ST_END ? ST_OK : st;
}
