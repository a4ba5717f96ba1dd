/*
 * dump_index: which dumps lie in a folder, by the digests of their bytes.
 *
 * Reads every file of it once, through the importer's input: compressed ones and archives are looked into.
 * Holds a digest, a path and a name for each.
 */
#ifndef DUMP_INDEX_H
#define DUMP_INDEX_H

#include <stdbool.h>

#include "digest.h"
#include "err.h"

struct dump_index;

/* avoid: the store, which is never opened.  Files that cannot be read as dumps are passed over. */
enum status dump_index_open(const char *folder, const char *avoid, struct dump_index **out, struct err *err);
void dump_index_close(struct dump_index *x); /* NULL is allowed */

/* Fits dumps_find: ctx is a struct dump_index. */
const char *dump_index_find(void *ctx, const unsigned char digest[DIGEST_SIZE], const char *name,
                            bool *changed);

#endif
