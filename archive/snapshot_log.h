/*
 * snapshot_log: data/log, data/entries, data/disclosures and data/derived/events.csv of a snapshot.
 *
 * Private to snapshot*.c.  One pass over the entries writes their lines, makes the tree anew, and holds it
 * against every checkpoint.
 */
#ifndef SNAPSHOT_LOG_H
#define SNAPSHOT_LOG_H

#include "bag.h"
#include "checkpoint.h"
#include "ledger_keys.h"
#include "snapshot.h"
#include "store_ledger.h"
#include "store_tree.h"

struct snapshot {
    struct store *s;
    const struct snapshot_wish *wish;
    struct snapshot_told *told;
    struct store_ledger ledger;
    struct ledger_keys *keys;
    struct store_tree *kept;
    struct bag *bag;
    struct digest *digest;
    struct arena arena;
    struct checkpoint now; /* the last checkpoint */
    int64_t created;       /* when it was made: the time of all files */
    bool derives;          /* what is made of the rest is in it too */
};

enum status snapshot_log(struct snapshot *x, struct err *err);

/* snapshot_sources.c: data/provenance.jsonl, data/rejects.jsonl and data/profiles. */
enum status snapshot_sources(struct snapshot *x, struct err *err);

/* snapshot_derived.c: data/report and data/derived/audit.sqlite. */
enum status snapshot_derived(struct snapshot *x, struct err *err);

/* And data/imports: what became of each record. */
enum status snapshot_fates(struct snapshot *x, struct err *err);

#endif
