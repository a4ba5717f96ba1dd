/*
 * members: JSON objects as the ledger writes them, member by member.
 *
 * An object begins with its first member, in an empty buffer or behind a line end.
 */
#ifndef MEMBERS_H
#define MEMBERS_H

#include "buf.h"

void members_name(struct buf *b, const char *name); /* its value is the caller's */
void members_text(struct buf *b, const char *name, struct slice text);
void members_number(struct buf *b, const char *name, uint64_t n);
void members_hex(struct buf *b, const char *name, const unsigned char *p, size_t n);
void members_time(struct buf *b, const char *name, int64_t at); /* ns UTC, as text; null if unknown */

#endif
