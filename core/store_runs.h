/*
 * store_runs: links sorted outside of memory.
 *
 * Private to store*.c.  Full buffers are sorted and written, as runs, to a file without a name beside
 * the store; at the end the runs are merged.  While everything fits one buffer there is no file.
 */
#ifndef STORE_RUNS_H
#define STORE_RUNS_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"

struct link { /* a row of by_item */
    int64_t item, at, event;
    int32_t period; /* INT32_MIN: unknown time */
    uint32_t roles;
};

struct runs;

/* path: of the store; messages name it. */
struct runs *runs_new(const char *path);
void runs_free(struct runs *r); /* NULL is allowed */

/* Links added since the last runs_start(). */
uint64_t runs_count(const struct runs *r);

/* A further link would need more runs than can be merged at once: read them all first. */
bool runs_full(const struct runs *r);

/* ST_FATAL: STORE-FULL, STORE-IO. */
enum status runs_add(struct runs *r, const struct link *link, struct err *err);

/* Reading: start, then next until it gives 0 links, which also empties the runs.  Links come in order
 * of (period, item, at, event), at most max at a time. */
enum status runs_start(struct runs *r, struct err *err);
enum status runs_next(struct runs *r, struct link *out, size_t max, size_t *n, struct err *err);

#endif
