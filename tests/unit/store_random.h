/*
 * store_random: random events and dumps for the property tests of the store.
 *
 * x is the state, never 0: the same one gives the same dumps.
 */
#ifndef STORE_RANDOM_H
#define STORE_RANDOM_H

#include "store_make.h"

#define MADE_MAX 400 /* events at most */

uint64_t next_random(uint64_t *x);   /* 48 bits */
size_t below(uint64_t *x, size_t n); /* from 0 to n - 1 */

struct texts { /* what made events point to */
    char text[MADE_MAX][6][64];
};

/* Few values of everything, so that all kinds of meetings happen; ids: of the source.  out has room for
 * MADE_MAX, and points into t.  Returns how many. */
size_t random_events(uint64_t *x, bool ids, struct texts *t, struct made *out);

void shuffle(uint64_t *x, struct made *e, size_t n);
int by_time(const void *a, const void *b); /* for qsort() of struct made */

/* Events of [from, to), or with ids any of them, in random order. */
size_t random_dump(uint64_t *x, bool ids, const struct made *e, size_t n, struct made *out);

#endif
