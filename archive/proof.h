/*
 * proof: proofs of the log's tree, as programs of others read them.
 *
 * Knows neither where hashes come from nor whether they prove anything.  note: the signed checkpoint of the
 * tree that the proof leads to, or its three lines alone where nobody signs.
 */
#ifndef PROOF_H
#define PROOF_H

#include "buf.h"
#include "merkle.h"

/* Appends c2sp.org/tlog-proof@v1: entry index is in the tree.  extra: what else a reader needs; n = 0:
 * nothing.
 */
void proof_inclusion(struct buf *b, uint64_t index, struct slice extra, const struct merkle_proof *p,
                     struct slice note);

/* Appends the body of an add-checkpoint request of c2sp.org/tlog-witness: the tree begins with that of old
 * leaves. */
void proof_consistency(struct buf *b, uint64_t old, const struct merkle_proof *p, struct slice note);

#endif
