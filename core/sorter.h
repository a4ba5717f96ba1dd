/*
 * sorter: records sorted by the bytes of their keys, outside of memory.
 *
 * What fits into its memory stays there; the rest goes, as sorted runs, to files without a name,
 * which vanish with the process.  Time is n log n, memory is bounded whatever the number of
 * records: the buffer, 64 KiB a run of at most a few hundred, and the largest record a run.  Records
 * with equal keys keep the order they were added in.
 */
#ifndef SORTER_H
#define SORTER_H

#include "buf.h"
#include "err.h"

struct sorter; /* used by one thread: new, add ..., start, next ... */

/* beside: temporary files are made as beside-sort-XXXXXX, or in TMPDIR or /var/tmp if that folder
 * is read only; messages name it.  memory: bytes. */
struct sorter *sorter_new(const char *beside, size_t memory);
void sorter_free(struct sorter *s); /* NULL is allowed */

/* Records added since it was made or read to its end. */
uint64_t sorter_count(const struct sorter *s);

/* Copies key and value.  ST_FATAL: SORT-FULL (the disk is), SORT-IO. */
enum status sorter_add(struct sorter *s, struct slice key, struct slice value, struct err *err);

/* No more is added; reading starts. */
enum status sorter_start(struct sorter *s, struct err *err);

/* Slices are borrowed until the next call.  ST_END: no more, and the sorter is empty, as if new. */
enum status sorter_next(struct sorter *s, struct slice *key, struct slice *value, struct err *err);

/* Keys: numbers as bytes whose order is that of the numbers. */
void sorter_key_int(struct buf *key, int64_t v);

#endif
