/*
 * store_tree: the hashes of the ledger's tree, its checkpoints, and which entries name its keys, as they are
 * kept.
 *
 * Knows neither what is hashed nor who signs.  Slices live until the next call.
 */
#ifndef STORE_TREE_H
#define STORE_TREE_H

#include "digest.h"
#include "store.h"

struct store_tree;
enum status store_tree_open(struct store *s, struct store_tree **out, struct err *err);
void store_tree_close(struct store_tree *t); /* NULL is allowed */

/* A tile's hashes: 256, or fewer of the last one of a level.  ST_END: there is none. */
enum status store_tile_get(struct store_tree *t, unsigned level, uint64_t n, struct slice *out,
                           struct err *err);
/* In the place of what is there; level is not 0, whose hashes are those of entries. */
enum status store_tile_put(struct store_tree *t, unsigned level, uint64_t n, struct slice hashes,
                           struct err *err);

/* The checkpoint of so many entries, or the first of more.  created: seconds since 1970-01-01 UTC.
 * ST_END: there is none. */
enum status store_checkpoint_get(struct store_tree *t, uint64_t from, uint64_t *size, struct slice *note,
                                 int64_t *created, struct err *err);
/* The last one, whose note is in a.  note->n = 0: there is none. */
enum status store_checkpoint_last(struct store *s, uint64_t *size, struct slice *note, int64_t *created,
                                  struct arena *a, struct err *err);
enum status store_checkpoint_put(struct store_tree *t, uint64_t size, struct slice note, int64_t created,
                                 struct err *err);

/* The first entry from on that names a key of the ledger: entry 0, or an act "key"; and its leaf.  ST_END. */
enum status store_key_act(struct store *s, uint64_t from, uint64_t *seq, unsigned char leaf[DIGEST_SIZE],
                          struct err *err);

#endif
