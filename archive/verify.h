/*
 * verify: what can be said of a snapshot, check by check.
 *
 * Each check comes out as ok, bad (with the first bad place), or not verifiable (with the reason): what was
 * not shown is never told as if it were.  Trusts nothing that the snapshot itself says about keys.
 */
#ifndef VERIFY_H
#define VERIFY_H

#include "bag_check.h"
#include "buf.h"

enum verdict { VERDICT_OK, VERDICT_BAD, VERDICT_OPEN /* not verifiable */ };

/* In the order in which they are told. */
enum verify_name { VERIFY_FORM, VERIFY_COMPLETE, VERIFY_FIXITY, VERIFY_CHECKS };

struct verify_check {
    const char *name;
    enum verdict verdict;
    struct buf says;  /* a short line: what was checked, or why not */
    uint64_t found;   /* how many bad places */
    struct err first; /* the first of them */
};

struct verification {
    struct verify_check checks[VERIFY_CHECKS];
    struct bag_told bag;
    struct buf open; /* what was not checked, a line each */
    bool bad;        /* one of the checks is */
    bag_found *found;
    void *ctx;
};

/* Checks the snapshot, or any bag, at path, a folder or a tar of one.  all: what is passed over by default
 * too. found: as of struct bag_wanted.  verification_release() always. Returns less than ST_OK only if it
 * could not be finished, as bag_check() does; BAG-NONE. */
enum status verify_bag(const char *path, bool all, bag_found *found, void *ctx, struct verification *out,
                       struct err *err);
void verification_release(struct verification *v);

const char *verdict_name(enum verdict v);

#endif
