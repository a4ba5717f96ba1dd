/*
 * fates: what became of each record of an import, as the ledger and a snapshot tell it (FORMAT.txt, section
 * 7).
 */
#ifndef FATES_H
#define FATES_H

#include "buf.h"
#include "digest.h"
#include "store_fates.h"

struct fates_told {
    uint64_t records; /* 0: the import has no map */
    uint64_t of[FATE_COUNT];
    unsigned char digest[DIGEST_SIZE]; /* of the map's file */
};

/* Appends a line of the file. */
void fates_line(struct buf *b, const struct fate_run *run);

/* What an act that is about to be appended tells.  whole: every event that was stored follows it; else those
 * with ids above after do, and the map comes to tell what was withdrawn. */
enum status fates_of(struct store *s, int64_t import, bool whole, int64_t after, struct digest *d,
                     struct fates_told *out, struct err *err);

#endif
