/*
 * verify_pass: what one pass over the entries is made of.
 *
 * Private to verify*.c, like verify_parts.h: what is wrong is told, and only the disk fails.
 */
#ifndef VERIFY_PASS_H
#define VERIFY_PASS_H

#include "verify_parts.h"

/* verify_lines: a file, line by line, whatever their length. */
struct verify_lines;
struct verify_piece {
    struct slice text; /* a line without LF, or a part of one; until the next call */
    bool more;         /* the next piece is of the same line */
    bool cut;          /* the file ends without LF */
};
/* ST_END: there is no such file. */
enum status verify_lines_open(struct verify_log *x, const char *path, struct verify_lines **out,
                              struct err *err);
enum status verify_lines_next(struct verify_lines *l, struct verify_piece *out, struct err *err);
uint64_t verify_lines_at(const struct verify_lines *l);       /* number of the line */
const char *verify_lines_shown(const struct verify_lines *l); /* for messages */
void verify_lines_close(struct verify_lines *l);              /* NULL is allowed */

/* verify_tiles: the tree of the entries, held against the files that keep it. */
struct verify_tiles;
struct verify_tiles *verify_tiles_new(struct verify_log *x);
void verify_tiles_free(struct verify_tiles *t); /* NULL is allowed */
enum status verify_tiles_add(struct verify_tiles *t, const struct hash *leaf, struct err *err);
enum status verify_tiles_end(struct verify_tiles *t, struct err *err);
uint64_t verify_tiles_size(const struct verify_tiles *t);
void verify_tiles_root(const struct verify_tiles *t, struct hash *out);
uint64_t verify_tiles_odd(const struct verify_tiles *t); /* the first entry that is not in its tile */

/* verify_history: checkpoints of the past, as the tree grows. */
struct verify_history;
struct verify_history *verify_history_new(struct verify_log *x);
void verify_history_free(struct verify_history *h); /* NULL is allowed */
/* After each entry; what is signed of the tree is compared. */
enum status verify_history_at(struct verify_history *h, const struct verify_tiles *t, struct err *err);
enum status verify_history_end(struct verify_history *h, const struct hash *root, struct err *err);
uint64_t verify_history_good(const struct verify_history *h); /* the last size that is as it was signed */

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

/* verify_shown: disclosures, entry by entry. */
struct verify_shown;
struct entry_read;
struct verify_shown *verify_shown_new(struct verify_log *x);
void verify_shown_free(struct verify_shown *s);                                         /* likewise */
enum status verify_shown_file(struct verify_shown *s, uint64_t first, struct err *err); /* begins */
enum status verify_shown_entry(struct verify_shown *s, const struct entry_read *e, struct err *err);
enum status verify_shown_end(struct verify_shown *s, uint64_t next, struct err *err); /* of the file */
enum status verify_shown_done(struct verify_shown *s, struct err *err);

#endif
