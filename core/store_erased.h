/*
 * store_erased: which entry of the ledger erased from an event.
 *
 * Private to store*.c.
 */
#ifndef STORE_ERASED_H
#define STORE_ERASED_H

#include "store_sql.h"

/* *q: to be freed; NULL: nothing was erased, or the store is being written to. */
enum status erased_open(struct store *s, struct sqlite3_stmt **q, struct err *err);
/* *entry: -1 if no entry tells that it did. */
enum status erased_find(struct store *s, struct sqlite3_stmt *q, int64_t event, int64_t *entry,
                        struct err *err);

#endif
