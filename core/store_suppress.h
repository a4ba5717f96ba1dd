/*
 * store_suppress: what was erased and comes again with a dump.
 *
 * Private to store*.c.  A store that nothing was erased from pays for one look, as a writer is opened: then
 * writer->marks is NULL, and the others are not called.
 */
#ifndef STORE_SUPPRESS_H
#define STORE_SUPPRESS_H

#include "store.h"

/* PEPPER-MISSING, PEPPER-OTHER. */
enum status suppress_open(struct store_writer *w, const char *source, struct err *err);
void suppress_close(struct store_writer *w);

/* Takes events of erased records out of b, and counts them; of such rejects what they tell of theirs. */
enum status suppress_batch(struct store_writer *w, struct batch *b, struct err *err);

/* At the end of a part, before its import is written: a dump that held what was erased is stored by its mark,
 * as the one is that it was erased from: what else it held, and a digest, would do to guess. */
enum status suppress_dump(struct store_writer *w, struct store_import *info, struct err *err);

/* Was that item erased? */
enum status suppress_item(struct store_writer *w, struct slice type, struct slice key, bool *erased,
                          struct err *err);

/* store_write.c: counts what the dump made, and its time. */
void writer_count(struct store_writer *w, int64_t at);

#endif
