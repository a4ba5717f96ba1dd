/*
 * entry_lines: how lines of the ledger are put together.
 *
 * Private to entry*.c.
 */
#ifndef ENTRY_LINES_H
#define ENTRY_LINES_H

#include "entry.h"

/* One commitment after the other: names in order of their bytes. */
struct committer {
    struct entry *out;
    uint64_t seq;
    const unsigned char *salt; /* the next one */
    size_t n;
    size_t number; /* bytes of the entry's number and the tab, which each disclosure begins with */
};

/* Empties out and opens the line. */
void entry_start(struct entry *out);

/* Commits to the value in out->scratch, and empties that. */
void entry_commit(struct committer *c, const char *name);

#endif
