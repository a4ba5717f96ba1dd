/*
 * verify_pass: what one pass over the entries is made of.
 *
 * Private to verify*.c, like verify_parts.h: what is wrong is told, and only the disk fails.
 */
#ifndef VERIFY_PASS_H
#define VERIFY_PASS_H

#include "verify_parts.h"

struct entry_read;

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
struct verify_lines *verify_lines_of(struct slice bytes);     /* borrowed */
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
uint64_t verify_tiles_compared(const struct verify_tiles *t);
uint64_t verify_tiles_odd(const struct verify_tiles *t); /* the first entry that is not in its tile */

/* verify_history: checkpoints of the past, as the tree grows. */
struct verify_history;
struct verify_history *verify_history_new(struct verify_log *x);
void verify_history_free(struct verify_history *h);                            /* NULL is allowed */
bool verify_history_key(struct verify_history *h, const struct entry_read *e); /* false: the key is none */
/* After each entry; what is signed of the tree is compared. */
enum status verify_history_at(struct verify_history *h, const struct verify_tiles *t, struct err *err);
enum status verify_history_end(struct verify_history *h, const struct hash *root, struct err *err);
uint64_t verify_history_good(const struct verify_history *h); /* the last size that is as it was signed */

/* verify_fates: what became of the records of imports, beside their acts and entries. */
struct verify_fates;
struct verify_fates *verify_fates_new(struct verify_log *x);
void verify_fates_free(struct verify_fates *f); /* NULL is allowed */
enum status verify_fates_entry(struct verify_fates *f, const struct entry_read *e, struct err *err);
enum status verify_fates_end(struct verify_fates *f, struct err *err);

/* verify_shown: disclosures, entry by entry. */
struct verify_shown;
struct verify_table;
struct verify_shown *verify_shown_new(struct verify_log *x, struct verify_table *table);
void verify_shown_free(struct verify_shown *s);                                         /* likewise */
enum status verify_shown_file(struct verify_shown *s, uint64_t first, struct err *err); /* begins */
void verify_shown_lines(struct verify_shown *s, struct slice lines); /* of one entry, borrowed; likewise */
enum status verify_shown_entry(struct verify_shown *s, const struct entry_read *e, struct err *err);
enum status verify_shown_end(struct verify_shown *s, uint64_t next, struct err *err); /* of the file */
enum status verify_shown_done(struct verify_shown *s, struct err *err);

/* verify_acts: the acts of trailbook itself, and the events that imports announce. */
struct verify_acts;
struct verify_acts *verify_acts_new(struct verify_log *x);
void verify_acts_free(struct verify_acts *a); /* likewise */
/* t: the tree before it. */
void verify_acts_entry(struct verify_acts *a, const struct entry_read *e, const struct verify_tiles *t);
void verify_acts_end(struct verify_acts *a);

#endif
