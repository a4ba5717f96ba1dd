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
#define ENTRY_MEMBERS     64    /* likewise */
#define ENTRY_NAME        64    /* bytes of a commitment's name, which is printable ASCII */

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
    size_t n_members;
    struct entry_member {
        struct slice name;
        enum { ENTRY_OTHER, ENTRY_TEXT, ENTRY_NUMBER } kind;
        struct slice text; /* if it is one */
        int64_t number;
    } members[ENTRY_MEMBERS]; /* likewise; "_sd" is among them */
};

/* NULL: it has none of that name. */
const struct entry_member *entry_member(const struct entry_read *e, const char *name);
/* The text; SLICE_NONE if there is none. */
struct slice entry_member_text(const struct entry_read *e, const char *name);

/* Reads a line, without LF.  NULL: it is as it would be written; else what is wrong with it. */
const char *entry_read(struct entry_reader *r, struct slice line, const struct entry_read **out);

#endif
