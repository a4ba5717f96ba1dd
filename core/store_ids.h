/*
 * store_ids: which event has a public id, without a look at the ids of all.
 *
 * Of each 16,384 events that came one after the other, a row for each of the first seven bits of their ids
 * has the next bits and which of them it is.  Sealing writes them, once all of these came; whoever looks one
 * up reads a row of each, and goes through the events that have none.
 */
#ifndef STORE_IDS_H
#define STORE_IDS_H

#include "store.h"

/* Writes what is missing.  Between store_begin() and store_commit(). */
enum status store_ids_settle(struct store *s, struct err *err);

/* The event whose public id starts with prefix, of 8 characters at least: *event, 0 if there is none;
 * *several: there is another. */
enum status store_ids_find(struct store *s, struct slice prefix, int64_t *event, bool *several,
                           struct err *err);

#endif
