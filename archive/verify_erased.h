/*
 * verify_erased: what is missing, and what acts say they erased.
 *
 * Private to verify*.c, like verify_pass.h.  Lists and holes are gathered while the entries pass, outside of
 * memory, and compared once all were read.
 */
#ifndef VERIFY_ERASED_H
#define VERIFY_ERASED_H

#include "verify_parts.h"

/* verify_runs: the list of what an act erased, [[first,count,"name",...],...], as it comes. */
#define VERIFY_RUNS 20000 /* of a list */
struct verify_run {
    uint64_t first, count, act; /* act: the entry whose list it is */
    size_t n;                   /* names; 0: all values of the entries */
    struct slice names;         /* each with NUL behind it */
};
typedef enum status verify_run_found(void *ctx, const struct verify_run *run, struct err *err);
struct verify_runs;
struct verify_runs *verify_runs_new(verify_run_found *found, void *ctx);
void verify_runs_free(struct verify_runs *r); /* NULL is allowed */
void verify_runs_start(struct verify_runs *r, uint64_t act);
enum status verify_runs_piece(struct verify_runs *r, struct slice piece,
                              struct err *err); /* with the last ] */
/* NULL: it was a list; else what is wrong with it.  Entries that it erases whole, and single values. */
const char *verify_runs_end(struct verify_runs *r, uint64_t *events, uint64_t *values);

/* verify_erased: what is missing, held against these lists, once all entries were read. */
struct verify_erased;
struct verify_erased *verify_erased_new(struct verify_log *x);
void verify_erased_free(struct verify_erased *e); /* likewise */
/* n values of an entry are not disclosed, or all that it has. */
enum status verify_erased_missing(struct verify_erased *e, uint64_t seq, size_t n, bool whole,
                                  struct slice names, struct err *err);
verify_run_found verify_erased_run;
enum status verify_erased_amended(struct verify_erased *e, uint64_t seq,
                                  struct err *err);                /* may miss values */
void verify_erased_unknown(struct verify_erased *e, uint64_t act); /* its list is not disclosed */
/* Tells what is wrong, or not verifiable.  values: how many are missing. */
enum status verify_erased_end(struct verify_erased *e, uint64_t *values, struct err *err);

#endif
