/*
 * store_prune: which events are past their time, and go as a whole.
 *
 * Those of a source, or of one category of it as its catalog has it now, whose time is known and before a
 * point.  What a hold in force covers stays, and so does an event of which another version is younger or
 * stays: versions of an id go together.
 */
#ifndef STORE_PRUNE_H
#define STORE_PRUNE_H

#include "store_erase.h"

struct store_prune {
    struct slice source, category; /* category n = 0: all of the source */
    int64_t before;
};

struct store_prune_told {
    uint64_t held, hold;  /* events that stay, and the first hold that keeps one: 0: none */
    uint64_t versions;    /* events that stay for another version's sake */
    int64_t oldest;       /* time of the oldest that goes; STAMP_UNKNOWN: none goes */
    uint64_t first, last; /* entries of those that go; what is not sealed has none */
};

/* Chooses them: between store_erase_open() and store_erase_count(). */
enum status store_prune_choose(struct store_erase *x, const struct store_prune *wish,
                               struct store_prune_told *told, struct err *err);

#endif
