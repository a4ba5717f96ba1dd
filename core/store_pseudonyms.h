/*
 * store_pseudonyms: a store that is read without being told who, or what, took part.
 *
 * Keys of items become pseudonyms: the same for the same pepper, type and key, in any store and run, and
 * nothing to guess a key from without the pepper.  What else may name an item is not read: labels, free text
 * (messages, reasons, changes, attributes, addresses, agents, ids and times as they stood), actions that no
 * catalog lists in so many words, names of dumps, reasons and bytes of rejects, who reviewed, and digests of
 * all these.
 */
#ifndef STORE_PSEUDONYMS_H
#define STORE_PSEUDONYMS_H

#include "pepper.h"
#include "store_read.h"

/* From now on s, opened to be read, is read so.  types: "a,b", whose keys alone are hidden; "all": those of
 * any. p is borrowed until store_close().  STORE-OLDER: the store is of an earlier version. */
enum status store_pseudonyms(struct store *s, struct pepper *p, const char *types, struct err *err);

/* For store_load.c: leaves out what e holds, and makes its public id of another digest. */
void veil_event(const struct store *s, struct digest *d, struct store_event *e);

#endif
