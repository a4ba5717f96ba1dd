/*
 * import: dumps into the store; the only place where reader, profile and store meet.
 *
 * A reader thread cuts and maps records into batches; the calling thread writes them.  One dump is
 * one transaction.  At its end the counts are asserted: records = mapped + skipped + rejected, made
 * = stored + duplicate.
 */
#ifndef IMPORT_H
#define IMPORT_H

#include "profile.h"
#include "store.h"

struct import_result;

struct import_options {
    const struct profile *const *profiles; /* candidates for detection, borrowed */
    size_t n_profiles;
    const struct profile *profile; /* given by --profile, or NULL */
    const char *source;            /* --source, or NULL: the profile's name */
    bool has_window;
    int64_t window_from, window_to; /* half-open */
    bool parts, remap, dry_run;
    int64_t max_rejects;         /* -1: no limit but "all of them" */
    double max_rejects_percent;  /* -1: no limit */
    int64_t now;                 /* the clock, ns: stored as done_at */
    /* Called as dumps go by, at most ten times a second; may be NULL. */
    void (*progress)(void *ctx, const char *path, uint64_t bytes, int64_t size, uint64_t records);
    /* Called after each dump, in their order; may be NULL. st: ST_OK in, ST_END nothing to do (same
     * bytes, same profile), ST_FAIL rolled back, err says why. */
    void (*done)(void *ctx, enum status st, const struct import_result *result, const struct err *err);
    void *ctx;
};

struct import_result {
    const char *path;
    const char *profile, *source;
    struct import_counts counts; /* store.h */
    struct store_import info;    /* store.h */
    uint64_t differ;             /* duplicates that this profile would map differently */
    bool zone_assumed;           /* some times had no zone and were read as UTC */
};

/* All dumps of set, each on its own: a failed one is rolled back and the others go on.  ST_OK, ST_FAIL
 * if at least one dump failed, ST_FATAL if the run had to stop. */
enum status import_run(struct store *store, struct input_set *set, const struct import_options *o,
                       struct err *err);

/* Tries the kept rejects again with a profile: those that map now are stored and marked. */
enum status import_retry(struct store *store, const struct import_options *o,
                         struct import_counts *counts, struct err *err);

#endif
