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

#include "batch.h"
#include "err.h"
#include "phases.h"
#include "store_import.h"

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

/* STORE-DAMAGED, for who finds two things that the store tells at odds: what, in some words. */
enum status store_damaged(struct store *s, const char *what, struct err *err);

/* A writer's laps go there from now on: borrowed until store_close(); NULL: they are not measured. */
void store_measure(struct store *s, struct phases *p);

/* One transaction, held by one process at a time. */
enum status store_begin(struct store *s, struct err *err);
enum status store_commit(struct store *s, struct err *err); /* durable when it returns */
void store_rollback(struct store *s);

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
