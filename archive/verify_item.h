/*
 * verify_item: which entries disclose an item.
 *
 * Private to verify*.c but for the struct, which is the caller's.  What was erased is of an item that nobody
 * can tell, so such events are counted apart.
 */
#ifndef VERIFY_ITEM_H
#define VERIFY_ITEM_H

#include "slice.h"

struct verify_item {
    struct slice type, key;                   /* which one; borrowed */
    void (*found)(void *ctx, uint64_t entry); /* each that discloses it, in order; NULL is allowed */
    void *ctx;
    bool told;                    /* all that is disclosed was looked at and is right; then: */
    uint64_t events, first, last; /* entries that disclose it */
    uint64_t lost;                /* events of which items are not disclosed */
};

/* value: of "actor" or "item.*", a JSON text. */
bool verify_item_is(const struct verify_item *item, struct slice name, struct slice value);

/* Is it the name of a value that tells items? */
bool verify_item_name(struct slice name);

#endif
