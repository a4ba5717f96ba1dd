/*
 * store_horizon: what is older than all that a source, or a category of it, was pruned of.
 *
 * Private to store*.c.  What a hold kept from being pruned is stored still, and is met again as ever.
 */
#ifndef STORE_HORIZON_H
#define STORE_HORIZON_H

#include "store.h"

struct horizon;

/* *out: NULL: nothing of the source was pruned. */
enum status horizon_open(struct store *s, struct slice source, struct horizon **out, struct err *err);
/* Is the event's time known, before that of a prune of its category or of all, and is it not stored, in
 * whatever version? */
enum status horizon_passed(struct horizon *h, const struct event *ev, bool *passed, struct err *err);
void horizon_close(struct horizon *h); /* NULL is allowed */

#endif
