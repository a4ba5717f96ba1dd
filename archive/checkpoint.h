/*
 * checkpoint: what a log was at a size: c2sp.org/tlog-checkpoint@v1.0.0 without extension lines.
 *
 * Three lines: origin, size, root.  Strict: what is read is what would be written.  As a signed note it
 * is signed by keys whose name is the origin; other signatures, as of witnesses, do not count.
 */
#ifndef CHECKPOINT_H
#define CHECKPOINT_H

#include "merkle.h"
#include "note.h"

struct checkpoint {
    struct slice origin; /* a valid name of a key; borrowed */
    uint64_t size;       /* entries; below 2^63 */
    struct hash root;
};

/* Appends the text. */
void checkpoint_write(struct buf *b, const struct checkpoint *c);

/* out->origin lies in text. */
bool checkpoint_read(struct slice text, struct checkpoint *out);

/* Appends the note that n keys sign, one after another, each named as the origin. */
enum status checkpoint_sign(struct digest *d, struct buf *b, const struct checkpoint *c,
                            const struct signing_key *keys, size_t n, struct err *err);

/* Reads a note that one of the known keys must have signed.  note may tell more of who did.
 * ST_FAIL: as note_open(); CHECKPOINT-FORMAT: the text is no checkpoint, CHECKPOINT-ORIGIN: it is one of
 * another log than a key that signed it. */
enum status checkpoint_open(struct slice bytes, const struct note_key *known, size_t n, const char *where,
                            struct checkpoint *out, struct note *note, struct err *err);

#endif
