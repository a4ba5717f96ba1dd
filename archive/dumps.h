/*
 * dumps: the original dumps of a snapshot, as a bag of their own beside it, which can be deleted alone.
 *
 * Nobody seals it: the snapshot tells what each dump's SHA-256 is.  Dumps of which something was erased are
 * left out.  Knows no format of a dump, nor where dumps lie: whoever calls finds them.
 */
#ifndef DUMPS_H
#define DUMPS_H

#include "store.h"

/* The file that holds the dump with this digest, itself, compressed or in an archive, and nothing but dumps
 * that were asked for; NULL: there is none.  *changed: there is one of that name.  Each dump is asked for
 * twice: for the second time once all were. */
typedef const char *dumps_find(void *ctx, const unsigned char digest[DIGEST_SIZE], const char *name,
                               bool *changed);

struct dumps_told {
    struct buf path; /* of the folder that was written; owned by the caller */
    uint64_t packed, missing, changed, erased;
    bool left; /* a killed run had left a part of it, which is gone */
};

/* Beside the snapshot at path, named as it is and -dumps.  at: seconds since 1970-01-01 UTC, of all files.
 * ST_FATAL: as bag.h; DUMPS-READ: a dump cannot be read. */
enum status dumps_write(struct store *s, const char *snapshot, int64_t at, dumps_find *find, void *ctx,
                        struct dumps_told *out, struct err *err);

#endif
