/*
 * ledger_keys: by which key a ledger's checkpoints are signed, as its own entries tell.
 *
 * Entry 0 names the first key, each act "key" the next one: of the checkpoints of more entries than that
 * one's number.  The checkpoint right behind such an act is signed by both.  Knows nothing of secrets.
 */
#ifndef LEDGER_KEYS_H
#define LEDGER_KEYS_H

#include "checkpoint.h"
#include "store_ledger.h"

struct ledger_keys;

/* Of a store; none of a ledger that is not signed.  Caller owns *out: ledger_keys_free().
 * ST_FAIL: LEDGER-HISTORY: what the ledger tells of its keys is not what was sealed. */
enum status ledger_keys_open(struct store *s, const struct store_ledger *l, struct ledger_keys **out,
                             struct err *err);

/* One that learns them entry by entry, of a ledger that is signed. */
struct ledger_keys *ledger_keys_new(void);
/* The entry seq names this key.  False: it is none, or one that everybody has. */
bool ledger_keys_add(struct ledger_keys *k, uint64_t seq, struct slice vkey);
void ledger_keys_free(struct ledger_keys *k); /* NULL is allowed */

/* The one that signs checkpoints of so many entries; NULL: none is known. */
const struct note_key *ledger_keys_at(const struct ledger_keys *k, uint64_t size);

/* Reads a checkpoint, which the key of its size must have signed, or the two if the last of its entries
 * names a new one; if there are no keys, it is text alone.  out->origin lies in note.
 * ST_FAIL: as checkpoint_open(); LEDGER-HISTORY: it is none, or one of both keys has not signed it. */
enum status ledger_keys_checkpoint(struct ledger_keys *k, struct slice note, const char *where,
                                   struct checkpoint *out, struct err *err);

#endif
