/*
 * merkle: the hash tree of RFC 6962 section 2.1 (RFC 9162 has the same), with SHA-256.
 *
 * Knows neither what a leaf stands for nor where hashes are kept: whoever wants a proof gives a function
 * that reads the roots of perfect subtrees, as tiles keep them.  Nothing here allocates, and only such a
 * function can fail.  A running digest is the caller's, one per thread.
 */
#ifndef MERKLE_H
#define MERKLE_H

#include "digest.h"
#include "err.h"

#include <stdbool.h>
#include <stdint.h>

#define MERKLE_LEVELS 64 /* no tree of 64-bit size is higher; nor has a proof more hashes but one */

struct hash {
    unsigned char bytes[DIGEST_SIZE];
};

struct merkle_proof {
    size_t n;
    struct hash hashes[MERKLE_LEVELS + 1];
};

/* A tree of n leaves as the roots of its perfect subtrees, largest first: one per bit of n.  All it takes
 * to append, and to know the root.  {0} is the empty tree. */
struct merkle_range {
    uint64_t n;
    struct hash roots[MERKLE_LEVELS];
};

bool hash_equal(const struct hash *a, const struct hash *b);

/* SHA-256(0x00, entry) and SHA-256(0x01, left, right). */
void merkle_leaf(struct digest *d, const void *entry, size_t n, struct hash *out);
void merkle_node(struct digest *d, const struct hash *left, const struct hash *right, struct hash *out);

void merkle_append(struct digest *d, struct merkle_range *r, const struct hash *leaf);
void merkle_root(struct digest *d, const struct merkle_range *r, struct hash *out); /* empty: SHA-256("") */

/* Reads the root of the perfect subtree over the leaves [index, index+1) * 2^level. */
typedef enum status merkle_read(void *ctx, unsigned level, uint64_t index, struct hash *out, struct err *err);

/* The proof that leaf index is in the tree of size leaves; index < size. */
enum status merkle_inclusion(struct digest *d, uint64_t index, uint64_t size, merkle_read *read, void *ctx,
                             struct merkle_proof *out, struct err *err);

/* The proof that the tree of new leaves begins with that of old leaves; 0 < old <= new. */
enum status merkle_consistency(struct digest *d, uint64_t old, uint64_t new_, merkle_read *read, void *ctx,
                               struct merkle_proof *out, struct err *err);

/* The root of the first size leaves. */
enum status merkle_root_at(struct digest *d, uint64_t size, merkle_read *read, void *ctx, struct hash *out,
                           struct err *err);

/* Is it a proof, hash by hash and none left over?  RFC 9162 sections 2.1.3.2 and 2.1.4.2; no proof starts
 * from an empty tree. */
bool merkle_included(struct digest *d, uint64_t index, uint64_t size, const struct hash *leaf,
                     const struct hash *root, const struct merkle_proof *p);
bool merkle_consistent(struct digest *d, uint64_t old, uint64_t new_, const struct hash *old_root,
                       const struct hash *new_root, const struct merkle_proof *p);

#endif
