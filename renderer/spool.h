/*
 * spool: many streams of bytes, written in any order, read back one after the other.
 *
 * For what one pass over the events must sort into many files: the streams share one temporary file.
 * Memory: SPOOL_BLOCK bytes a stream.
 * Codes: SPOOL-FILE (ST_FATAL).
 */
#ifndef SPOOL_H
#define SPOOL_H

#include "buf.h"
#include "err.h"

#define SPOOL_BLOCK ((size_t)8 << 10)

struct spool;

/* beside: a path, in whose folder the temporary file is made.  Caller owns *out. */
enum status spool_open(const char *beside, size_t streams, struct spool **out, struct err *err);
void spool_free(struct spool *s); /* NULL is allowed */

enum status spool_write(struct spool *s, size_t stream, struct slice bytes, struct err *err);

/* Gives all bytes of the stream to sink, in pieces; ends with what sink returns. */
enum status spool_read(struct spool *s, size_t stream,
                       enum status (*sink)(void *ctx, struct slice bytes, struct err *err), void *ctx,
                       struct err *err);

#endif
