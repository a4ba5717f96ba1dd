/*
 * bag: writes a BagIt 1.0 bag (RFC 8493) that appears whole or not at all.
 *
 * It grows in the folder .NAME.tmp beside its place, under the lock .NAME.lock, and gets its name by one
 * rename once all of it is on disk; what a killed run left is taken away by the next.  The same files, labels
 * and time give the same bytes, modes and times, whatever the umask, time zone or language.  Knows nothing of
 * what the files mean.  Names of files are the caller's own: A-Z a-z 0-9 . _ - and '/', no part that starts
 * with a dot, 140 bytes at most, so that no encoding, system or tar changes them.
 *
 * Codes, all ST_FATAL: FILE-CREATE, FILE-WRITE, FILE-SYNC, FILE-RENAME, FILE-REMOVE, FILE-EXISTS,
 * FILE-LOCKED.
 */
#ifndef BAG_H
#define BAG_H

#include "buf.h"
#include "digest.h"
#include "err.h"

struct bag;      /* used by one thread */
struct bag_part; /* a file that is being written; several may be */

/* Starts a bag that will be the folder target, whose own folder must exist; one that is there is refused
 * (FILE-EXISTS).  at: seconds since 1970-01-01 UTC, of all files and folders.  *left: a killed run had left a
 * part of such a bag, which is gone.  Caller owns *out: bag_publish() or bag_abandon(). */
enum status bag_create(const char *target, int64_t at, struct bag **out, bool *left, struct err *err);

/* Starts the file at path, below data/; after bag_finish() below signatures/, where it is in no manifest. Its
 * digests are made as bytes pass.  Caller owns *out: bag_close(). */
enum status bag_open(struct bag *b, const char *path, struct bag_part **out, struct err *err);
enum status bag_write(struct bag_part *p, struct slice bytes, struct err *err); /* buffered */
enum status bag_close(struct bag_part *p, struct err *err); /* frees it, whatever happens */
void bag_drop(struct bag_part *p); /* frees it; the bag must be abandoned.  NULL is allowed */

/* A whole file. */
enum status bag_put(struct bag *b, const char *path, struct slice bytes, struct err *err);

/* Where a file or folder of the bag is until it is published, below data/, for who writes it there himself;
 * the folders above it are made.  Appends it to place. */
enum status bag_place(struct bag *b, const char *path, struct buf *place, struct err *err);
/* Takes what was written there into the bag: the file, or all files of the folder. */
enum status bag_adopt(struct bag *b, const char *path, struct err *err);
/* Lists such a file, of so many bytes and with both digests, SHA-256 first. */
enum status bag_list(struct bag *b, const char *path, uint64_t size,
                     const unsigned char both[DIGEST_SIZE + DIGEST512_SIZE], struct err *err);

/* What is below data/ so far: "<bytes>.<files>", as Payload-Oxum has it. */
void bag_oxum(const struct bag *b, struct buf *out);

/* Adds an element to bag-info.txt, in order; controls in the value become blanks. */
void bag_info(struct bag *b, const char *label, struct slice value);

/* Writes declaration, bag-info.txt, manifests and tag manifests.  No file below data/ is open any more. */
enum status bag_finish(struct bag *b, struct err *err);

/* After bag_finish(): tagmanifest-sha256.txt, which a seal signs; borrowed. */
struct slice bag_tagmanifest(const struct bag *b);

/* Brings all of it to disk and gives it its name, for good; frees b, whatever happens. */
enum status bag_publish(struct bag *b, struct err *err);

/* Removes what was written and frees b.  NULL is allowed. */
void bag_abandon(struct bag *b);

#endif
