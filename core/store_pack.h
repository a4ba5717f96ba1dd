/*
 * store_pack: events as bytes, for sorting whole events outside of memory.
 *
 * Private to store*.c.  The bytes are for the process that made them only.
 */
#ifndef STORE_PACK_H
#define STORE_PACK_H

#include "store_read.h"

/* Appends to out. */
void pack_event(struct buf *out, const struct event *v);
void pack_stored(struct buf *out, const struct store_event *e);

/* The reverse; texts point into bytes, lists lie in a. */
void unpack_event(struct slice bytes, struct arena *a, struct event *out);
void unpack_stored(struct slice bytes, struct arena *a, struct store_event *out);

#endif
