/*
 * ledger: events and acts become entries, and are rebuilt as the lines that they were.
 *
 * Sealing appends what the store holds and the ledger does not; it neither signs nor writes files.  Knows
 * the store through core/store_ledger.h.  Errors: the store's; LEDGER-CHANGED where what is stored no
 * longer gives what was sealed.
 */
#ifndef LEDGER_H
#define LEDGER_H

#include "checkpoint.h"
#include "entry.h"
#include "store_ledger.h"

struct ledger_sealed {
    uint64_t size;            /* entries now */
    uint64_t events, imports; /* of them, new ones */
    struct hash root;
};

/* Entry 0, of a store that has no ledger yet; within a transaction, as ledger_seal().  vkey: n = 0, it will
 * not be signed.  now: seconds since 1970-01-01 UTC. */
enum status ledger_begin(struct store *s, struct slice origin, struct slice vkey, int64_t now,
                         struct err *err);

/* Reads a checkpoint that the ledger l keeps, as ledger_keys_checkpoint() does.
 * ST_FAIL: also LEDGER-HISTORY: it is of another ledger. */
struct ledger_keys;
enum status ledger_checkpoint(struct ledger_keys *keys, const struct store_ledger *l, struct slice note,
                              struct checkpoint *out, struct err *err);

/* Appends all that is not sealed yet. */
enum status ledger_seal(struct store *s, int64_t now, struct ledger_sealed *out, struct err *err);

/* What trailbook, or who uses it, did: clear and hidden as struct entry_act has them. */
struct ledger_act {
    const char *kind;
    struct slice clear, hidden;
    bool bound; /* its entry tells "size" and "root" of the ledger before it */
};

/* Appends one more entry, an act, to a ledger that is sealed up to the store's end. */
enum status ledger_append(struct store *s, int64_t now, const struct ledger_act *act,
                          struct ledger_sealed *out, struct err *err);

/* LEDGER-CHANGED, of an entry. */
enum status ledger_changed(uint64_t seq, struct err *err);

/* Entries from on, up to but without to, rebuilt from what is stored. */
struct ledger_lines;
enum status ledger_lines_open(struct store *s, uint64_t from, uint64_t to, struct ledger_lines **out,
                              struct err *err);
/* *out lives until the next call. */
enum status ledger_lines_next(struct ledger_lines *l, const struct entry **out, struct hash *leaf,
                              struct err *err);
/* Goes to the entry of an event, *seq, which is the next and the last one then.  ST_END: it is not sealed. */
enum status ledger_lines_find(struct ledger_lines *l, int64_t event, uint64_t *seq, struct err *err);
/* Goes to an entry, which is the next and the last one then. */
void ledger_lines_seek(struct ledger_lines *l, uint64_t seq);
void ledger_lines_close(struct ledger_lines *l);

#endif
