/*
 * reader_enclosing: what stands around a record: the ^ of paths.
 *
 * A stack of the objects or elements that are open, outermost first, each with the small members
 * that it had so far.  A level's text and its members are bounded; what passes the bound is left
 * out, so that a record's cost does not grow with its dump.  Owns its nodes; they change at the
 * next call.  Private to importer/reader_json*.c and reader_xml*.c.
 */
#ifndef READER_ENCLOSING_H
#define READER_ENCLOSING_H

#include "reader.h"

#define ENCLOSING_BYTES ((size_t)64 << 10) /* of text a level */
#define ENCLOSING_NODES 256                /* a level */

struct enclosing; /* one reader's stack */

struct enclosing *enclosing_new(void);
void enclosing_free(struct enclosing *e); /* NULL is allowed */

/* A level more inside the innermost; and the innermost away. */
void enclosing_push(struct enclosing *e);
void enclosing_pop(struct enclosing *e);

/* Copies a member into the innermost level, name included, children too; at most 64 levels deep. */
void enclosing_add(struct enclosing *e, const struct node *member);

/* Sets rec's enclosing and enclosing_identity; no node is marked used. */
void enclosing_view(struct enclosing *e, struct record *rec);

#endif
