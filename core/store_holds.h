/*
 * store_holds: what must be kept until somebody says otherwise, as the ledger tells it.
 *
 * A hold is an act, of an item or of a source or one category of it, until another act releases it; it is
 * called by its entry's number.  It covers the events in which the item takes part, and of a category
 * those whose action was ever said to be of it: another profile does not get them out of a hold.
 */
#ifndef STORE_HOLDS_H
#define STORE_HOLDS_H

#include "store.h"

struct store_hold { /* texts live until the next call */
    uint64_t entry;
    int64_t at;                    /* when it was recorded: seconds since 1970-01-01 UTC */
    struct slice source, category; /* source n = 0: it is of an item; category n = 0: of all of the source */
    struct slice type, key;
    int64_t item;            /* its number; 0: no event concerns it, or it is none */
    struct slice reason, by; /* n = 0: erased, or not told */
    uint64_t release;        /* entry of the release; 0: it is in force */
    int64_t released_at;
    struct slice release_reason, release_by;
};

struct store_holds; /* in the order of the ledger, released ones too */
enum status store_holds_open(struct store *s, struct store_holds **out, struct err *err);
enum status store_holds_next(struct store_holds *c, struct store_hold *out, struct err *err);
void store_holds_close(struct store_holds *c); /* NULL is allowed */

struct store_holds_count {
    uint64_t in_force, released;
};
enum status store_holds_count(struct store *s, struct store_holds_count *out, struct err *err);

/* The first hold in force that covers an event in which the item takes part, itself or by another item or
 * its category: *hold = 0: none.  Looks at those events only if something is held. */
enum status store_held_item(struct store *s, int64_t item, uint64_t *hold, struct err *err);

/* The first hold in force that covers one of the events that store_erase.h has chosen: *hold = 0: none. */
enum status store_held_chosen(struct store *s, uint64_t *hold, struct err *err);

#endif
