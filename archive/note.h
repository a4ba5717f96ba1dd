/*
 * note: texts signed as c2sp.org/signed-note@v1.0.0, with Ed25519 keys (type 0x01).
 *
 * A note is text that ends with LF, an empty line, and a line per signature.  Knows nothing of what the
 * text says, and no files.  Signatures of other types are those of unknown keys.
 */
#ifndef NOTE_H
#define NOTE_H

#include "buf.h"
#include "digest.h"
#include "signing.h"

#define NOTE_MAX        ((size_t)1 << 20) /* bytes */
#define NOTE_SIGNATURES 100               /* lines */
#define NOTE_ID         4                 /* bytes */
#define NOTE_KEYS       64                /* that are known at once */

/* A key as others know it.  Name and id tell which one signed. */
struct note_key {
    struct slice name; /* borrowed */
    unsigned char id[NOTE_ID];
    struct public_key public;
};

/* Not empty, UTF-8, without blanks of any kind, controls and '+'. */
bool note_name_valid(struct slice name);

/* The key with this name, borrowed, and its id: SHA-256(name, LF, type, key), its first four bytes. */
void note_key_make(struct digest *d, struct slice name, const struct public_key *public,
                   struct note_key *out);

/* "name+id+key" without LF; out->name lies in text.  False if it is anything else. */
bool note_key_read(struct digest *d, struct slice text, struct note_key *out);
void note_key_write(struct buf *b, const struct note_key *key);

/* May this be the text of a note? */
bool note_text_valid(struct slice text);

/* Appends the signature line for text, which is one of a note and not in b; key is known as by says. */
enum status note_sign(struct buf *b, struct slice text, const struct note_key *by,
                      const struct signing_key *key, struct err *err);

struct note {
    struct slice text; /* borrowed */
    uint64_t by;       /* which of the known keys signed it: 1 << place */
    size_t others;     /* signatures of keys that are not known */
};

/* Reads bytes and checks each signature of the n known keys.  where: of the bytes, for messages.
 * ST_FAIL: NOTE-FORMAT: it is no note; NOTE-SIGNATURE: a known key did not sign this; NOTE-UNKNOWN: no
 * known key signed it; NOTE-TWICE: two known keys have the name and the id of a signature. */
enum status note_open(struct slice bytes, const struct note_key *known, size_t n, const char *where,
                      struct note *out, struct err *err);

#endif
