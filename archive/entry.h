/*
 * entry: a line of the ledger, and the disclosures of what it commits to (FORMAT.txt, sections 3 to 5).
 *
 * Knows neither where salts come from nor what becomes of a line.  The same event, place and salts give
 * the same bytes, today and in ten years: what sealed entries are rebuilt by.  Nothing here fails.
 */
#ifndef ENTRY_H
#define ENTRY_H

#include "store_read.h"

#define ENTRY_SALT  16                /* bytes */
#define ENTRY_ITEMS 63                /* item.1 to item.63; more are in item.rest */
#define ENTRY_MOST  (ENTRY_ITEMS + 7) /* commitments */

struct entry {            /* owned by the caller: entry_init(), entry_release() */
    struct buf line;      /* without LF */
    struct buf disclosed; /* lines of disclosures/, each with LF */
    struct buf scratch, text;
    struct digest *digest;
};

void entry_init(struct entry *e);
void entry_release(struct entry *e);

struct entry_act {              /* what trailbook did itself */
    struct slice kind;          /* "import" */
    int64_t at;                 /* seconds since 1970-01-01 UTC */
    struct slice clear, hidden; /* JSON objects: members for all to read; values to commit to, by name */
};

/* How many salts of ENTRY_SALT bytes an entry takes: at most ENTRY_MOST; SIZE_MAX: it is no act. */
size_t entry_event_salts(const struct store_event *e);
size_t entry_act_salts(const struct entry_act *a);

/* conflict: the entry that was the first with this one's source id; -1: there is none before it. */
void entry_of_event(struct entry *out, uint64_t seq, int64_t conflict, const struct store_event *e,
                    const unsigned char *salts);
void entry_of_act(struct entry *out, uint64_t seq, const struct entry_act *a, const unsigned char *salts);

/* Appends text as a string of such a line: only what JSON wants escaped is. */
void entry_string(struct buf *b, struct slice text);

#endif
