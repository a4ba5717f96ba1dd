/*
 * import: dumps into the store; the only place where reader, profile and store meet.
 *
 * A reader thread (feed.h) cuts and maps records into batches; the calling thread writes them.  One
 * dump, or the parts of one export, is one transaction.  At its end the counts are asserted: records
 * = mapped + skipped + rejected, made = stored + duplicate + suppressed.  Prints nothing.
 */
#ifndef IMPORT_H
#define IMPORT_H

#include <stdatomic.h>

#include "input_set.h"
#include "profile.h"
#include "store.h"

#define IMPORT_SHOWN 5 /* rejects that a result carries */

struct import_result { /* borrowed until done() returns */
    const char *path;
    const char *profile, *source; /* NULL: an empty dump that no profile was named for */
    bool detected;                /* the profile was found, not named */
    struct import_counts counts;
    struct store_import info;
    const char *window_zone; /* the profile's, if the window would be another in UTC; or NULL */
    uint64_t waiting;        /* of a dump that was in already: rejects that nothing has solved */
    const char *lacks;       /* what the named profile needs and the dump has not, or NULL */
    uint64_t zone_assumed;   /* events whose time had no zone: info.zone was assumed */
    uint64_t ambiguous;      /* events at a local time that occurred twice, or never */
    struct err times, ids;   /* IMPORT-UNTIMED or -FAR, IMPORT-IDS: what to tell; code NULL: nothing */
    bool mistimed;           /* not one time could be read, or all that could are strange */
    struct reject first[IMPORT_SHOWN]; /* the first rejects, without their bytes */
    size_t n_first;
};

struct import_options {
    const struct profile *const *profiles; /* candidates for detection, borrowed; ... */
    size_t n_profiles, n_first;            /* ... the first n_first of them are tried before the others */
    /* The only one that the user named, taken at its word for a single dump, without a signature or
     * other candidates; or NULL: detect. */
    const struct profile *profile;
    const char *source; /* NULL: the profile's name */
    /* FROM/TO as stamp_window() reads it, in the zone of each dump's profile; NULL: none is claimed. */
    const char *window;
    bool parts, remap;
    int64_t max_rejects;        /* -1: no limit but "all of them" */
    double max_rejects_percent; /* -1: no limit */
    int64_t now;                /* the clock, ns: stored as done_at */
    const atomic_int *stop;     /* not 0: roll back and return; NULL is allowed */
    /* Called as a dump goes by, at most ten times a second; may be NULL.  size: -1 = not known. */
    void (*progress)(void *ctx, const char *path, uint64_t bytes, int64_t size, uint64_t records);
    /* Called after each dump, in their order; may be NULL.  st: ST_OK in; ST_END nothing to do (the same
     * bytes with the same profile are in, or the dump is empty); ST_FAIL rolled back, err says why. */
    void (*done)(void *ctx, enum status st, const struct import_result *result, const struct err *err);
    void *ctx;
    struct phases *phases; /* where its time is added to, or NULL */
};

/* All dumps of set, each on its own: a failed one is rolled back and the others go on; with parts,
 * all of them or none.  ST_OK; ST_FAIL if at least one dump failed (done was told why); ST_FATAL, err
 * says why: the run had to stop.  After IMPORT-STOPPED a thread may still wait in set: end the
 * process without closing it. */
enum status import_run(struct store *store, struct input_set *set, const struct import_options *o,
                       struct err *err);

struct import_retried {
    uint64_t tried, solved, left; /* tried = solved + left */
    uint64_t not_tried;           /* their dumps are of other profiles, ... */
    struct buf others;            /* ... named here, "a, b"; the caller releases it, after a failure too */
    uint64_t stored, duplicate, suppressed;
    uint64_t returned;              /* of the stored: events of items that were erased */
    struct err first[IMPORT_SHOWN]; /* why the first of those left are; where: their dump */
    size_t n_first;
};

/* Tries the kept rejects again, each with the profile that has the name of the one that its import
 * used, or else that of its source: of the first o->n_first of o->profiles, or of all if that is 0.
 * Those that map now are stored as their own import's and marked as solved.  Left are those that need
 * what stood around them in their dump (RETRY-NEEDS-DUMP), and those of a source that was imported with
 * other rules than its profile's (STORE-RULE) or is stale (STORE-STALE); the others go on. */
enum status import_retry(struct store *store, const struct import_options *o, struct import_retried *out,
                         struct err *err);

#endif
