/*
 * store_import: one import and its counts, and which imports a store has of a dump.
 *
 * Knows what an import is, not how it was read.  Failures are those of store.h.
 */
#ifndef STORE_IMPORT_H
#define STORE_IMPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "digest.h"
#include "err.h"
#include "slice.h"

struct store;

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

/* All numbers of it, which are columns of the table import by the same names; of: a macro of one name. */
#define IMPORT_COUNTS(of)                                                                                    \
    of(records) of(mapped) of(skipped) of(rejected) of(made) of(stored) of(duplicate) of(suppressed)         \
        of(conflicts) of(untimed) of(outside) of(absent) of(recovered) of(remapped) of(differ) of(retried)

/* Adds the numbers, but not the times. */
void import_counts_add(struct import_counts *to, const struct import_counts *c);

struct store_import { /* texts NUL-terminated, borrowed */
    int64_t id;
    const char *source, *name, *profile, *title, *reader, *tool;
    const char *zone;                /* assumed for times that name none; "" or NULL: there were none */
    const char *notes;               /* the profile's, newline-separated, "" if none */
    unsigned char rule[DIGEST_SIZE]; /* profile_rule_digest */
    unsigned char profile_digest[DIGEST_SIZE];
    struct slice profile_text;       /* whose digest that is, to be kept; n = 0: it is not told */
    unsigned char dump[DIGEST_SIZE]; /* digest of the original uncompressed bytes */
    bool dump_erased;                /* its mark, since what it held was erased: store_marks.h */
    uint64_t bytes;
    int64_t done_at;
    bool has_window;
    int64_t window_from, window_to;
    int64_t part_of;           /* import of the first part, 0 = none */
    const char *retry_profile; /* another one, by which a retry solved some of its rejects; "" = none */
    unsigned char retry_digest[DIGEST_SIZE];
    uint64_t unclaimed; /* set at the end: windows of earlier readings of this dump, taken back by remap */
    uint64_t removed;   /* set at the end: events of these bytes that the profile makes no more */
    uint64_t kept;      /* set at the end: such events that stay, for want of the export's other parts */
    uint64_t returned;  /* set at the end: stored events of items that were erased before */
    uint64_t left_over; /* set at the end: other events of earlier imports of them, stale still */
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

/* The first export, by the import of its first part, that is not below from and has a reading of the dump
 * that info tells of (source, dump, bytes).  ST_END: there is none. */
enum status store_find_export(struct store *s, const struct store_import *info, int64_t from, int64_t *out,
                              struct err *err);

/* How many sources hold the bytes of that import's dump. */
enum status store_count_sources(struct store *s, int64_t import, uint64_t *out, struct err *err);

/* The last import of so many bytes (if there is one, hashing a dump first pays), and of exactly these
 * if dump is not NULL, into any source.  ST_END: there is none. */
enum status store_find_bytes(struct store *s, uint64_t bytes, const unsigned char *dump, int64_t *id,
                             struct err *err);

#endif
