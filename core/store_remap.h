/*
 * store_remap: stored events that their dump, read again, maps otherwise, or makes no more.
 *
 * Private to store*.c.  Knows no profile, only the events that one made, and the digest of its rules.  What
 * it needs is w->renewal, which remap_open() makes and remap_close() frees, even after a failure; it is NULL
 * where no stored mapping can differ, and only remap_end(), remap_close() and remove_unmade() may be called
 * then.  A failed statement gives ST_FATAL, rows that contradict each other STORE-DAMAGED; the caller rolls
 * the transaction back.
 */
#ifndef STORE_REMAP_H
#define STORE_REMAP_H

#include "store.h"

/* same_rule: the profile's rules of identity and time are those that are stored; otherwise all events of the
 * source are stale from here on.  ST_FAIL, STORE-STALE: some are, and the run is not to renew them. */
enum status remap_open(struct store_writer *w, const struct store_import *info, bool same_rule,
                       struct err *err);
void remap_close(struct store_writer *w);

/* Events of the source that are stale still. */
int64_t remap_stale(const struct store_writer *w);

/* Compares the batch in w->slots with what is stored: sets rewrite and rekeyed of a slot. */
enum status remap_compare(struct store_writer *w, struct err *err);

/* Rewrites the stored events of those slots; before rows_write(). */
enum status remap_rewrite(struct store_writer *w, struct err *err);

/* Takes a stored event, its links, changes and id out of the store; its row's number stays used. */
enum status remap_remove(struct store_writer *w, int64_t event, struct err *err);

/* The end: items and actions that no event concerns any more go.  Links, items and tallies must be written
 * out. */
enum status remap_end(struct store_writer *w, struct err *err);

/* store_remove.c: with remap, what the dump, or all parts, made once and makes no more goes; sets
 * info->removed and info->kept.  temp.removed tells them until the next transaction's. */
enum status remove_unmade(struct store_writer *w, struct store_import *info, struct err *err);

#endif
