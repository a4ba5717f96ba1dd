/* batch: events and rejects on their way to the writer.  See batch.h. */
#include <string.h>

#include "batch.h"

void batch_init(struct batch *b)
{
    memset(b, 0, sizeof(*b));
}

void batch_release(struct batch *b)
{
    arena_release(&b->arena);
    mem_free(b->events);
    mem_free(b->rejects);
    memset(b, 0, sizeof(*b));
}

void batch_reset(struct batch *b)
{
    arena_reset(&b->arena);
    b->n_events = b->n_rejects = 0;
}

struct event *batch_event(struct batch *b)
{
    struct event *ev;

    b->events = mem_grow(b->events, b->n_events, &b->size_events, sizeof(*b->events));
    ev = &b->events[b->n_events++];
    mem_clear(ev, sizeof(*ev));
    ev->time.at = STAMP_UNKNOWN;
    ev->count = 1;
    return ev;
}

struct reject *batch_reject(struct batch *b)
{
    struct reject *r;

    b->rejects = mem_grow(b->rejects, b->n_rejects, &b->size_rejects, sizeof(*b->rejects));
    r = &b->rejects[b->n_rejects++];
    memset(r, 0, sizeof(*r));
    return r;
}
