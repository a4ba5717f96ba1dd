/*
 * entry_read: a line of the ledger, read as strictly as it is written (FORMAT.txt, section 3).
 *
 * Knows how lines are spelled and numbered, not what they tell of.
 */
#ifndef ENTRY_READ_H
#define ENTRY_READ_H

#include "slice.h"

#define ENTRY_BYTES       65535 /* of a line, without LF */
#define ENTRY_COMMITMENTS 256   /* more than anything writes */

struct entry_reader; /* one per thread */

/* Owned by the caller: entry_reader_free(). */
struct entry_reader *entry_reader_new(void);
void entry_reader_free(struct entry_reader *r); /* NULL is allowed */

struct entry_read { /* lives until the next line is read */
    uint64_t seq;
    size_t n;
    struct entry_commitment {
        struct slice name, sum;       /* sum: 43 characters of base64url */
    } commitments[ENTRY_COMMITMENTS]; /* in order of names */
};

/* Reads a line, without LF.  NULL: it is as it would be written; else what is wrong with it. */
const char *entry_read(struct entry_reader *r, struct slice line, const struct entry_read **out);

#endif
