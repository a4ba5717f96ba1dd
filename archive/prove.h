/*
 * prove: files that show to somebody without the store that events are entries of its ledger, and that one
 * checkpoint continues another.
 *
 * Reads a few tiles for each proof, against the last checkpoint, and checks it before it writes it.  Errors:
 * the store's and the ledger's; LEDGER-HISTORY: the store no longer gives what was signed.
 */
#ifndef PROVE_H
#define PROVE_H

#include "buf.h"
#include "store_read.h"

struct prove_told {
    uint64_t proofs, unsealed; /* events: with a proof, and not in the ledger yet */
    uint64_t size;             /* entries of the checkpoint */
    struct buf note;           /* the checkpoint; owned by the caller */
};

/* Writes the folder, which must not be there: of each event <seq>.json, its entry, and <seq>.tlog-proof with
 * what the entry commits to; and the script that checks them.  A failure leaves nothing.
 * ST_FAIL: PROVE-UNSEALED: none of the events is sealed.  ST_FATAL: FILE-EXISTS, FILE-CREATE. */
enum status prove_events(struct store *s, struct store_events *events, const char *folder,
                         struct prove_told *out, struct err *err);

/* Appends the proof between two checkpoints that were kept; old 0: the log's beginning, which no checkpoint
 * is needed of.  ST_FAIL: PROVE-SIZE: there is none of so many entries, or old is above new_. */
enum status prove_consistency(struct store *s, uint64_t old, uint64_t new_, struct buf *out, struct err *err);

#endif
