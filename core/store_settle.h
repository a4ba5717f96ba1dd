/*
 * store_settle: what can be told only at the end of a dump: which version of an id is shown, and the label
 * and times of items that lost an event.
 *
 * Private to store*.c.  Knows no record and no profile: it works on numbers that a writer gathered and on
 * stored rows.  The writer owns all that is gathered (fresh, and the tables clash and dirty), and it is
 * empty after its pass.  A failure is that of a statement, as in store_sql.h: ST_FATAL, and the caller rolls
 * the transaction back; nothing is put right here.
 */
#ifndef STORE_SETTLE_H
#define STORE_SETTLE_H

#include "store.h"

/* Puts w->fresh into the table of ids and settles which version is shown.  Items are written out where
 * there are several versions of an id. */
enum status settle_ids(struct store_writer *w, struct err *err);

/* Adds a stored event to items and tallies (sign 1), or takes it away (-1). */
enum status settle_count(struct store_writer *w, int64_t event, int sign, struct err *err);

/* To items alone. */
enum status settle_items(struct store_writer *w, int64_t event, int sign, struct err *err);

/* Has the versions of ids that start with h settled in the next pass. */
enum status settle_again(struct store_writer *w, int64_t h, struct err *err);

/* store_edges.c: finds label, first and last time of the items in temp.dirty anew.  Links and items must be
 * written out. */
enum status edges_settle(struct store_writer *w, struct err *err);

#endif
