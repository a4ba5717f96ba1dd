/*
 * redact: an item is erased, and what else tells of it.
 *
 * Appends all that is not sealed, erases and signs, in one transaction.  Knows neither options nor how it is
 * told; the pepper is the store's (store_marks_use()).
 */
#ifndef REDACT_H
#define REDACT_H

#include "erasing.h"
#include "seal.h"

struct redact {
    struct slice type, key;
    const char *reason;    /* a code, for all to read */
    const char *by, *note; /* or NULL */
};

struct redact_told {
    struct seal_told seal; /* its note is begun by the caller, and owned */
    struct erasing_told erased;
    bool found, known; /* there is such an item; it was erased before */
    unsigned char mark[PEPPER_MARK];
    struct needles *needles; /* what was searched for: owned by the caller; NULL: nothing was */
};

/* Chooses what goes and counts it: all of redact_run() but the changes, between store_begin() and
 * store_commit().  ST_FAIL: REDACT-HELD: a hold forbids it; REDACT-WORDS: the note or the name would bring it
 * back. */
enum status redact_choose(struct store *s, struct store_erase *x, const struct redact *wish,
                          struct redact_told *told, struct err *err);

bool redact_nothing(const struct redact_told *told); /* was nothing chosen? */

/* key, now and failures as of seal_run().  ST_END: there is nothing of it, and nothing is changed. */
enum status redact_run(struct store *s, const struct seal_key *key, int64_t now, const struct redact *wish,
                       struct redact_told *told, struct err *err);

#endif
