/*
 * store: events kept in one file.
 *
 * The only module that speaks SQL; no type here is SQLite's.  Knows events, neither dumps' formats
 * nor pages.  Schema: store_schema.c, as commented prose.  A store is used by one thread.  After a
 * failed call between store_begin() and store_commit(), store_rollback() is the only one that makes
 * sense.  Codes: STORE-...; another run's lock is STORE-LOCKED.  Reading is store_read.h.
 */
#ifndef STORE_H
#define STORE_H

#include "err.h"
#include "event.h"
#include "phases.h"

struct store;

enum store_mode {
    STORE_READ,  /* must exist; sees one snapshot from store_open to store_close */
    STORE_WRITE, /* made when missing or empty; takes the lock at store_begin */
    STORE_TRY    /* the same, but what is committed is there until store_close() only, and so is the lock */
};

/* Refused with a message: not a database, not ours, from a newer version, read-only for WRITE, a
 * symbolic link to nowhere, an older version that is not known.  Known ones are read as they are, and
 * brought up to date by store_begin().  Caller owns *out. */
enum status store_open(const char *path, enum store_mode mode, struct store **out, struct err *err);
void store_close(struct store *s); /* NULL is allowed; rolls back what is open */

/* A writer's laps go there from now on: borrowed until store_close(); NULL: they are not measured. */
void store_measure(struct store *s, struct phases *p);

/* One transaction, held by one process at a time. */
enum status store_begin(struct store *s, struct err *err);
enum status store_commit(struct store *s, struct err *err); /* durable when it returns */
void store_rollback(struct store *s);

struct import_counts {
    uint64_t records, mapped, skipped, rejected;  /* records = mapped + skipped + rejected */
    uint64_t made, stored, duplicate, suppressed; /* made = stored + duplicate + suppressed */
    uint64_t conflicts;                           /* among the stored */
    uint64_t untimed;                             /* made without a known time */
    uint64_t outside;                             /* made, and outside the claimed window all the same */
    uint64_t absent;                              /* stored events inside the window that this dump lacks */
    uint64_t recovered;                           /* read after damage */
    uint64_t remapped;                            /* duplicates whose mapping was renewed */
    uint64_t differ;                              /* duplicates that map differently, left as they were */
    uint64_t retried;                             /* of the mapped: rejects that a retry solved */
    int64_t first_at, last_at;                    /* of the events made; STAMP_UNKNOWN if none has a time */
};

/* Adds the numbers, but not the times. */
void import_counts_add(struct import_counts *to, const struct import_counts *c);

struct store_import { /* texts NUL-terminated, borrowed */
    int64_t id;
    const char *source, *name, *profile, *title, *reader, *tool;
    const char *zone;                /* assumed for times that name none; "" or NULL: there were none */
    const char *notes;               /* the profile's, newline-separated, "" if none */
    unsigned char rule[DIGEST_SIZE]; /* profile_rule_digest */
    unsigned char profile_digest[DIGEST_SIZE];
    unsigned char dump[DIGEST_SIZE]; /* digest of the original uncompressed bytes */
    uint64_t bytes;
    int64_t done_at;
    bool has_window;
    int64_t window_from, window_to;
    int64_t part_of;           /* import of the first part, 0 = none */
    const char *retry_profile; /* another one, by which a retry solved some of its rejects; "" = none */
    unsigned char retry_digest[DIGEST_SIZE];
    uint64_t unclaimed; /* set at the end: windows of earlier readings of these bytes, taken back by remap */
    uint64_t removed;   /* set at the end: events of these bytes that the profile makes no more */
    uint64_t kept; /* set at the end: events of that kind that stay, for want of the export's other parts */
    /* Set at the end: other events of earlier imports of these bytes that are stale still. */
    uint64_t left_over;
};

/* The import of exactly these bytes: *id = 0 if there is none; *same_profile tells whether the
 * profile's digest is equal too. */
enum status store_find_dump(struct store *s, const char *source, const unsigned char dump[DIGEST_SIZE],
                            const unsigned char profile_digest[DIGEST_SIZE], int64_t *id, bool *same_profile,
                            struct err *err);

/* Does a reading of that import's dump claim exactly that window? */
enum status store_find_claim(struct store *s, int64_t import, int64_t from, int64_t to, bool *found,
                             struct err *err);

/* Does a reading of that import's dump bear the name? */
enum status store_find_name(struct store *s, int64_t import, const char *name, bool *found, struct err *err);

/* How many sources hold the bytes of that import's dump. */
enum status store_count_sources(struct store *s, int64_t import, uint64_t *out, struct err *err);

/* The last import of so many bytes (if there is one, hashing a dump first pays), and of exactly these
 * if dump is not NULL, into any source.  ST_END: there is none. */
enum status store_find_bytes(struct store *s, uint64_t bytes, const unsigned char *dump, int64_t *id,
                             struct err *err);

struct store_writer; /* one dump, or the parts of one export, on its way in */

/* Between store_begin and store_commit.  Refuses (STORE-RULE) a source whose stored rule differs,
 * unless remap; with remap and another rule, every event of the source is first marked stale and
 * matched by content.  info: source, rule, profile, profile_digest, has_window.. are read now.
 * catalog changes of actions are taken over.  Caller owns *out. */
enum status store_writer_open(struct store *s, const struct store_import *info, bool remap,
                              struct store_writer **out, struct err *err);

/* Stores the events and rejects of b; events that come late in time are sorted first, and wait
 * outside of memory.  b's events may be moved, its arena is used for scratch.  Codes also: SORT-... */
enum status store_put(struct store_writer *w, struct batch *b, struct err *err);

/* Stores the next some thousand of the events that wait; ST_END: there are none.  What is left by
 * then is stored by store_next_part() and store_writer_end(): this is for who wants to see progress. */
enum status store_put_late(struct store_writer *w, struct err *err);

/* What follows belongs to that stored import: records that were its rejects.  First call: right after
 * store_writer_open(); next: after store_next_part(), for imports of the same group of parts, which
 * count occurrences together.  Each ends by store_next_part(), which adds counts to the import's row
 * (and takes info->zone if it had none); then store_writer_end(), whose info and counts are NULL. */
void store_writer_resume(struct store_writer *w, const struct store_import *info);

/* Ends a part: what follows is counted across, as one export, under a new import.  info and counts
 * are as for store_writer_end. */
enum status store_next_part(struct store_writer *w, struct store_import *info, struct import_counts *counts,
                            struct err *err);

/* End of dump: looks up ids in one sorted pass, settles versions, windows, tallies; checks that the
 * counts reconcile (an assert) and writes the import's row.  info: digest, bytes, name, reader are
 * read now, id is set.  In counts records, mapped, skipped, recovered are read; the rest is set. */
enum status store_writer_end(struct store_writer *w, struct store_import *info, struct import_counts *counts,
                             struct err *err);
void store_writer_free(struct store_writer *w); /* NULL is allowed */

/* Rejects kept for retry: marks as solved by import. */
enum status store_reject_solved(struct store *s, int64_t reject, int64_t import, struct err *err);

#endif
