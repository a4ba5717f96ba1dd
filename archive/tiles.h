/*
 * tiles: the ledger's tree as c2sp.org/tlog-tiles keeps it: 256 hashes a tile, in the store.
 *
 * Appends leaves, and reads the roots of perfect subtrees for proofs.  Leaves are kept with their entries.
 * Knows neither what those say nor what is signed.  The store is borrowed; appending happens within its
 * transaction.  Errors: the store's, and STORE-DAMAGED where a tile is missing or too short.
 */
#ifndef TILES_H
#define TILES_H

#include "merkle.h"
#include "store.h"

#define TILE_BITS   8 /* levels of the tree in a tile */
#define TILE_HASHES (1u << TILE_BITS)
#define TILE_LEVELS (MERKLE_LEVELS / TILE_BITS)

struct tiles;

/* The tree of size leaves.  Caller owns *out. */
enum status tiles_open(struct store *s, uint64_t size, struct tiles **out, struct err *err);
void tiles_close(struct tiles *t); /* NULL is allowed */

uint64_t tiles_size(const struct tiles *t);
enum status tiles_append(struct tiles *t, const struct hash *leaf, struct err *err);
void tiles_root(struct tiles *t, struct hash *out);

/* Keeps the tiles that are not full yet: before a commit, and before a read of what was appended. */
enum status tiles_flush(struct tiles *t, struct err *err);

/* As merkle_read: ctx is the struct tiles. */
enum status tiles_read(void *ctx, unsigned level, uint64_t index, struct hash *out, struct err *err);

/* Appends "tile/0/x001/x234/067", with ".p/5" if width, its number of hashes, is 5 and not 256. */
void tiles_path(struct buf *b, unsigned level, uint64_t n, unsigned width);

#endif
