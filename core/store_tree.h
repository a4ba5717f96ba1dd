/*
 * store_tree: the hashes of the ledger's tree, as they are kept.
 *
 * Knows not what is hashed.  Slices live until the next call.
 */
#ifndef STORE_TREE_H
#define STORE_TREE_H

#include "store.h"

struct store_tree;
enum status store_tree_open(struct store *s, struct store_tree **out, struct err *err);
void store_tree_close(struct store_tree *t); /* NULL is allowed */

/* A tile's hashes.  ST_END: there is none. */
enum status store_tile_get(struct store_tree *t, unsigned level, uint64_t n, struct slice *out,
                           struct err *err);
/* In the place of what is there. */
enum status store_tile_put(struct store_tree *t, unsigned level, uint64_t n, struct slice hashes,
                           struct err *err);

#endif
