/*
 * sorter_merge: runs in files, and their merge.
 *
 * Private to sorter*.c.  Every failure is of the file beside the store, and ends the sort.
 */
#ifndef SORTER_MERGE_H
#define SORTER_MERGE_H

#include "sorter_parts.h"

struct writing { /* a run that is being written: small writes are gathered */
    struct sorter *s;
    struct level *level;
    struct buf out;
    off_t from;
};

/* A run of level l; run_end() takes what went before and passes it on. */
enum status run_begin(struct writing *w, struct sorter *s, struct level *l, struct err *err);
enum status run_record(struct writing *w, const unsigned char *record, struct err *err);
enum status run_end(struct writing *w, enum status st, struct err *err);

/* Makes one run of level i + 1 from all of level i. */
enum status merge_level(struct sorter *s, size_t i, struct err *err);

/* All runs and memory, then record by record; ST_END after the last. */
enum status merge_start(struct sorter *s, struct err *err);
enum status merge_next(struct sorter *s, const unsigned char **record, struct err *err);
enum status merge_end(struct sorter *s, struct err *err); /* empties all levels */

#endif
