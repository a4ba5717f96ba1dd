/*
 * pepper: the secret by which erased content is known again, in a file of its own, and its marks.
 *
 * A mark is HMAC-SHA256 under the pepper: who has the store but not the pepper cannot try out what a mark
 * stands for.  The file holds PEPPER_SIZE random bytes as hex, mode 0600; it is never in a store, a report or
 * a snapshot.  Who loses it cannot import into a store that was erased from; who tells it tells what was
 * erased. Knows no store.
 */
#ifndef PEPPER_H
#define PEPPER_H

#include <stdbool.h>

#include "digest.h"
#include "err.h"
#include "event.h"

#define PEPPER_SIZE 32
#define PEPPER_MARK DIGEST_SIZE

/* What a mark is of: marks of two kinds never equal each other. */
enum pepper_kind {
    PEPPER_ITEM,      /* type, key */
    PEPPER_EVENT,     /* source, ident */
    PEPPER_RECORD,    /* source, digest of the record's bytes */
    PEPPER_DUMP,      /* digest of the dump's bytes */
    PEPPER_PSEUDONYM, /* type, key */
    PEPPER_CHECK      /* nothing: tells one pepper from another */
};

struct pepper;

/* Makes the file, safely on disk.  FILE-EXISTS if there is one, FILE-CREATE, FILE-WRITE, FILE-SYNC;
 * PEPPER-RANDOM: the system gives no random bytes. */
enum status pepper_make(const char *path, struct err *err);

/* Reads it.  ST_FAIL: PEPPER-MISSING: there is none, or it cannot be read; PEPPER-READ: it holds no pepper.
 * Caller owns *out: pepper_free(), which wipes it.  One per thread. */
enum status pepper_open(const char *path, struct pepper **out, struct err *err);
void pepper_free(struct pepper *p); /* NULL is allowed */

const char *pepper_path(const struct pepper *p);

/* May others than the file's owner read it?  Fills warning then: PEPPER-SHARED. */
bool pepper_shared(const struct pepper *p, struct err *warning);

/* The mark of n parts; each goes in with its length. */
void pepper_mark(struct pepper *p, enum pepper_kind kind, const struct slice *parts, size_t n,
                 unsigned char out[PEPPER_MARK]);

/* Those of an item, an event, a record, a dump. */
void pepper_item(struct pepper *p, struct slice type, struct slice key, unsigned char out[PEPPER_MARK]);
void pepper_event(struct pepper *p, struct slice source, const unsigned char ident[IDENT_SIZE],
                  unsigned char out[PEPPER_MARK]);
void pepper_record(struct pepper *p, struct slice source, const unsigned char digest[DIGEST_SIZE],
                   unsigned char out[PEPPER_MARK]);
void pepper_dump(struct pepper *p, const unsigned char digest[DIGEST_SIZE], unsigned char out[PEPPER_MARK]);

#endif
