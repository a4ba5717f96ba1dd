/*
 * store_erasures: what was erased from a store, act by act, as the ledger tells it.
 *
 * Of a redaction nothing tells which item it was of.
 */
#ifndef STORE_ERASURES_H
#define STORE_ERASURES_H

#include "store.h"

struct store_erasure { /* texts live until the next call */
    uint64_t entry;
    int64_t at;          /* when it was recorded: seconds since 1970-01-01 UTC */
    bool prune;          /* else it is a redaction */
    struct slice reason; /* a code */
    struct slice by;     /* n = 0: erased, or not told */
    uint64_t events;     /* of which all was erased */
    uint64_t values;     /* of others */
    struct slice source, category;
    int64_t before; /* of a prune, what it reached to; else STAMP_UNKNOWN */
};

struct store_erasures; /* in the order of the ledger */
enum status store_erasures_open(struct store *s, struct store_erasures **out, struct err *err);
enum status store_erasures_next(struct store_erasures *c, struct store_erasure *out, struct err *err);
void store_erasures_close(struct store_erasures *c); /* NULL is allowed */

struct store_erasures_sum {
    uint64_t redactions, prunes, events, values;
};
enum status store_erasures_sum(struct store *s, struct store_erasures_sum *out, struct err *err);

#endif
