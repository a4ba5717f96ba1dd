/*
 * store_filter: a struct store_filter as conditions on table event, called e, and their order.
 *
 * Private to store*.c.  Numbers stand in the text; the action's name is parameter 1.
 */
#ifndef STORE_FILTER_H
#define STORE_FILTER_H

#include "store_read.h"

struct sqlite3_stmt;

/* " FROM ... WHERE 1", event being e: all events, or those of f->item, parameter 3, month by month. */
const char *filter_events(const struct store_filter *f);

/* Prepares select, which ends in a condition on event e, with all of f but item and limit, and what
 * follows the conditions; rest NULL: events come by (at, ident, variant, n). */
enum status filter_prepare(struct store *s, const char *select, const struct store_filter *f,
                           const char *rest, struct sqlite3_stmt **out, struct err *err);

#endif
