/*
 * store_imports: what went into a store, import by import, and what was rejected.
 *
 * Cursors as in store_read.h: a row and its texts are borrowed until the next call on the cursor.
 */
#ifndef STORE_IMPORTS_H
#define STORE_IMPORTS_H

#include "store.h"

struct store_import_row {
    struct store_import info;
    struct import_counts counts;
    int64_t source_id;
    int64_t dump;  /* the first import of the same dump: IMPORT_READINGS tells which is the same */
    bool latest;   /* as its dump was read last: counts over dumps take these rows only */
    int64_t claim; /* the reading of its dump that a window stands with: itself, or the last; 0 = none */
    int64_t claim_from, claim_to; /* that window */
};
/* By source.  Where windows are claimed, in order of import, which says what is absent; else in order of
 * (first_at, dump digest, ...): arrival does not matter. */
struct store_imports;
enum status store_imports_open(struct store *s, struct store_imports **out, struct err *err);
/* One import, as if its dump had no other reading; no row if there is none. */
enum status store_import_get(struct store *s, int64_t import, struct store_imports **out, struct err *err);
/* Dumps that stored events which are stale, as each was read last; source: of that one only, 0 = any.
 * Costs a scan of the events. */
enum status store_imports_stale(struct store *s, int64_t source, struct store_imports **out, struct err *err);
enum status store_imports_next(struct store_imports *c, const struct store_import_row **out, struct err *err);
void store_imports_close(struct store_imports *c);

/* The first kept profile whose digest is above after, which becomes its digest; all of them if it starts as
 * zeros.  Appends the text.  ST_END: there is none. */
enum status store_profile_next(struct store *s, unsigned char after[DIGEST_SIZE], struct buf *text,
                               struct err *err);

/* Appends the names of the same dumps: "a.csv, b.csv, c.csv and 2 more". */
enum status store_stale_names(struct store *s, int64_t source, struct buf *names, struct err *err);

struct store_reject {
    int64_t id, import, solved_by; /* 0 = not yet */
    struct slice source, dump_name, reader;
    struct slice also_in; /* a dump imported later whose reject the same bytes are; n = 0: none */
    unsigned char dump[DIGEST_SIZE];
    bool dump_erased, erased; /* dump, and reject.digest, are marks: see store_marks.h */
    int64_t group;            /* the first part of the export that its dump is of, or import */
    struct reject reject;     /* code is a copy that lives as long as the row */
};
struct store_rejects; /* in order of import's order, offset; raw is read only if with_raw */
enum status store_rejects_open(struct store *s, bool unsolved_only, bool with_raw, struct store_rejects **out,
                               struct err *err);
/* The unsolved ones with raw, those of a group together, in order of their import. */
enum status store_retries_open(struct store *s, struct store_rejects **out, struct err *err);
enum status store_rejects_next(struct store_rejects *c, const struct store_reject **out, struct err *err);
void store_rejects_close(struct store_rejects *c);

#endif
