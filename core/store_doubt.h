/*
 * store_doubt: a store that others may have made or changed, opened so that nothing in it is believed.
 *
 * Reads, and never writes, not even a journal.  What is wrong with the file is told and is no failure; a
 * store that is opened here is read by the other cursors, which may still find damage.  Knows nothing of
 * what entries say.
 */
#ifndef STORE_DOUBT_H
#define STORE_DOUBT_H

#include "store.h"

/* Does the file begin as a database of SQLite's does? */
bool store_doubt_is(const char *path);

/* Codes of what is wrong with the file: STORE-DAMAGED, -NOT-DB, -FOREIGN, -NEWER, -OLDER, -SCHEMA: it has
 * other tables than this program makes. */
bool store_doubt_tells(const struct err *e);

/* Bounded in time and memory by the file's size.  ST_FATAL: what is wrong, as above, or why it cannot be
 * read. Caller owns *out. */
enum status store_doubt_open(const char *path, struct store **out, struct err *err);

typedef void store_doubt_found(void *ctx, bool warning, const struct err *e);

/* Tables and indexes are those of this program, each page is used once, and rows and indexes agree.  odd:
 * views of others, or other text of them (STORE-SCHEMA as a warning). */
enum status store_doubt_check(struct store *s, store_doubt_found *found, void *ctx, struct err *err);

struct store_doubt {
    uint64_t pages;
    uint64_t unsealed; /* events that are in no entry yet */
    uint64_t entries;  /* rows */
    uint64_t tiles;
    uint64_t hidden; /* of the unsealed: those that came before others that are sealed, */
    int64_t first;   /* and the first of them */
};
enum status store_doubt_count(struct store *s, struct store_doubt *out, struct err *err);

#endif
