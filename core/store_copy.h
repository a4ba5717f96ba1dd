/*
 * store_copy: a store as a file of its own, for who reads a snapshot.
 *
 * The same tables and views, made anew in one order, so that equal stores give equal bytes, and nothing that
 * is not a row is in the file.  Left out is what proves or guards and is elsewhere: salts and hashes of the
 * ledger's entries, and marks of what was erased.
 */
#ifndef STORE_COPY_H
#define STORE_COPY_H

#include "store.h"

/* Makes the file at path, which must not be there, from a store of the present version that is only read. It
 * is not synced.  ST_FATAL: STORE-...; what was written of it stays. */
enum status store_copy(struct store *s, const char *path, struct err *err);

/* Opens such a file, made by anybody, to read it: its tables and views are those of this program, and its
 * pages and indexes are sound.  The file is the caller's alone.  STORE-VERSION, STORE-NEWER: it is of another
 * version; STORE-DAMAGED, or what store_open() gives. */
enum status store_copy_open(const char *path, struct store **out, struct err *err);

/* How many of its events are no entries. */
enum status store_copy_unsealed(struct store *s, uint64_t *n, struct err *err);

#endif
