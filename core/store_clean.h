/*
 * store_clean: the store's file without what was deleted from it, and a look whether that is so.
 */
#ifndef STORE_CLEAN_H
#define STORE_CLEAN_H

#include "needles.h"
#include "store.h"

/* Writes the file anew, outside of a transaction: needs as much room again, twice, beside it. */
enum status store_clean(struct store *s, struct err *err);

/* Counts the pieces, of a MiB, of the store's file and its journal in which one of n stands.  A text that
 * SQLite has cut into two pages is not seen. */
enum status store_scan(struct store *s, struct needles *n, uint64_t *found, struct err *err);

#endif
