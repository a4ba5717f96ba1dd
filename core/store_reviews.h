/*
 * store_reviews: who looked at which events, as the ledger tells it.
 *
 * A review is an act: of a period, and of the ledger as it was then.  An event is reviewed if a review's
 * period holds its time and the ledger had it; one without a known time never is.
 */
#ifndef STORE_REVIEWS_H
#define STORE_REVIEWS_H

#include "store.h"

struct store_review { /* texts live until the next call */
    int64_t from, to; /* half-open */
    int64_t at;       /* when it was recorded: seconds since 1970-01-01 UTC */
    uint64_t size;    /* entries that the ledger had */
    struct slice verdict, by, findings;
};

struct store_reviews; /* in the order of the ledger */
enum status store_reviews_open(struct store *s, struct store_reviews **out, struct err *err);
enum status store_reviews_next(struct store_reviews *c, struct store_review *out, struct err *err);
void store_reviews_close(struct store_reviews *c); /* NULL is allowed */

/* How many reviews there are, how many events none of them has seen, superseded versions aside, and up to
 * where all time since the first event is reviewed (STAMP_UNKNOWN: not from there on).  Reads all events if
 * there is a review. */
struct store_reviewed {
    uint64_t reviews, open;
    int64_t through;
};
enum status store_reviewed(struct store *s, struct store_reviewed *out, struct err *err);

#endif
