/*
 * prune: what is past its time is erased, and an act of the ledger says so.
 *
 * Appends all that is not sealed, erases and signs, in one transaction.  Knows neither rules of retention nor
 * how it is told; the pepper is the store's (store_marks_use()).
 */
#ifndef PRUNE_H
#define PRUNE_H

#include "erasing.h"
#include "seal.h"
#include "store_prune.h"

struct prune {
    struct store_prune what;
    const char *reason; /* a code, for all to read */
    const char *by;     /* or NULL */
};

struct prune_told {
    struct seal_told seal; /* its note is begun by the caller, and owned */
    struct erasing_told erased;
    struct store_prune_told what;
};

/* Chooses what goes and counts it, between store_begin() and store_commit(). */
enum status prune_choose(struct store_erase *x, const struct prune *wish, struct prune_told *told,
                         struct err *err);

/* key, now and failures as of seal_run().  ST_END: there is nothing to erase, and nothing is changed. */
enum status prune_run(struct store *s, const struct seal_key *key, int64_t now, const struct prune *wish,
                      struct prune_told *told, struct err *err);

#endif
