/*
 * seal: one run that appends to the ledger and signs what it has become.
 *
 * Never signs over a history that no longer recomputes: each checkpoint that was signed before is checked
 * first, and the last one that is kept beside the key, which a store brought back from an old copy does
 * not extend.  An unsigned ledger has checkpoints too; nobody has signed them.
 */
#ifndef SEAL_H
#define SEAL_H

#include "ledger.h"
#include "seal_key.h"

struct seal_told {
    struct ledger_sealed sealed;
    struct buf note; /* the checkpoint; owned by the caller */
};

/* What is done between appending and signing, within the transaction: it may append more.  ST_END: there was
 * nothing to do, and nothing is changed. */
struct seal_work {
    enum status (*run)(void *of, struct store *s, int64_t now, struct ledger_sealed *sealed, struct err *err);
    void *of;
};

/* key: NULL: the ledger is not signed.  now: seconds since 1970-01-01 UTC.  act: what is appended behind all
 * else; NULL: nothing.
 * ST_FAIL, and nothing is changed: LEDGER-KEY: the ledger is signed by another key, or by none;
 * LEDGER-HISTORY: it does not have the past that was signed. */
enum status seal_run(struct store *s, const struct seal_key *key, int64_t now, const struct ledger_act *act,
                     struct seal_told *out, struct err *err);

/* The same, with work instead of an act. */
enum status seal_run_with(struct store *s, const struct seal_key *key, int64_t now,
                          const struct seal_work *work, struct seal_told *out, struct err *err);

/* Seals likewise, and appends the act "key": from then on next signs, and key no more.  Both sign the
 * checkpoint, which is kept beside both.  next has the ledger's origin.  hidden: what the act commits to. */
enum status seal_rotate(struct store *s, const struct seal_key *key, const struct seal_key *next, int64_t now,
                        struct slice hidden, struct seal_told *out, struct err *err);

#endif
