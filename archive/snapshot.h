/*
 * snapshot: the ledger as a sealed package that anyone can check (package/FORMAT.txt).
 *
 * Writes the ledger up to the last checkpoint, and where its events came from, which the seal vouches for and
 * no entry.  Every entry is rebuilt, and the tree with it: a store that no longer gives what was signed gives
 * no snapshot.  What a report is it does not know: whoever calls has one written.
 * The same store, size and key give the same bytes.
 */
#ifndef SNAPSHOT_H
#define SNAPSHOT_H

#include "seal_key.h"
#include "store.h"

/* Of the seal: an SSH signature is for one purpose alone. */
#define SNAPSHOT_NAMESPACE "audit-snapshot@v1"

/* Writes the report of a store into a folder that is not there yet, and nothing else. */
typedef enum status snapshot_report(void *ctx, struct store *s, const char *folder, struct err *err);

struct snapshot_wish {
    const char *out;            /* the folder that it will be in, which exists */
    const struct seal_key *key; /* NULL: it is not sealed */
    bool ledger_only;           /* without what can be erased: no disclosures, no names of dumps */
    bool bare;                  /* without what is made of the rest: report, table, database */
    snapshot_report *report;
    void *ctx;        /* of report */
    const char *tool; /* name and version of this program */
};

struct snapshot_told {
    struct buf path; /* of the folder that was written; owned by the caller */
    struct buf note; /* its checkpoint; likewise */
    uint64_t entries;
    int64_t created; /* the checkpoint: the time of all files */
    bool left;       /* a killed run had left a part of it, which is gone */
};

/* Of a store that is only read, and is sealed up to its end.  ST_FAIL: LEDGER-HISTORY: it is not what was
 * signed; LEDGER-CHANGED.  ST_FATAL: as bag.h. */
enum status snapshot_write(struct store *s, const struct snapshot_wish *w, struct snapshot_told *out,
                           struct err *err);

#endif
