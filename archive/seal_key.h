/*
 * seal_key: the key that seals, and what is kept beside it.
 *
 * FILE.vkey tells the origin; FILE.checkpoint is what the key signed last, in whatever store: a store
 * brought back from an old copy does not extend it.  Holds a secret: seal_key_close() wipes it.
 */
#ifndef SEAL_KEY_H
#define SEAL_KEY_H

#include "buf.h"
#include "note.h"

struct seal_key {
    const char *path; /* borrowed */
    struct signing_key secret;
    struct note_key public; /* its name is the origin, and lies in vkey */
    struct buf vkey;        /* the text of FILE.vkey */
};

/* ST_FAIL: as keyfile_read(); KEY-VKEY: FILE.vkey is missing, or of another key. */
enum status seal_key_open(struct seal_key *k, const char *path, struct digest *d, struct err *err);
void seal_key_close(struct seal_key *k); /* also of one that could not be opened, or {0} */

/* Appends the path of FILE.checkpoint. */
void seal_key_beside(const struct seal_key *k, struct buf *path);

/* Appends the checkpoint there.  ST_END: there is none yet; ST_FAIL: LEDGER-HISTORY: it cannot be read. */
enum status seal_key_last(const struct seal_key *k, struct buf *note, struct err *err);

/* Keeps a checkpoint there, safely on disk. */
enum status seal_key_keep(const struct seal_key *k, struct slice note, struct err *err);

#endif
