/*
 * verify: what can be said of a snapshot, check by check.
 *
 * Each check comes out as ok, bad (with the first bad place), or not verifiable (with the reason): what was
 * not shown is never told as if it were.  Trusts nothing that the snapshot itself says about keys.  Holds
 * little in memory whatever the size: a tile of each level, a line, and the sizes of earlier checkpoints.
 */
#ifndef VERIFY_H
#define VERIFY_H

#include "bag_check.h"
#include "note.h"
#include "verify_item.h"

enum verdict { VERDICT_OK, VERDICT_BAD, VERDICT_OPEN /* not verifiable */ };

/* In the order in which they are told.  Those of any bag, then those of a snapshot. */
enum verify_name {
    VERIFY_FORM,
    VERIFY_COMPLETE,
    VERIFY_FIXITY,
    VERIFY_ANY_BAG,
    VERIFY_FILES = VERIFY_ANY_BAG, /* those that FORMAT.txt lists, and no other */
    VERIFY_SEAL,                   /* the key's, over the tag manifest */
    VERIFY_CHECKPOINT,             /* signed by the key */
    VERIFY_ENTRIES,                /* canonical, numbered, and of the checkpoint's root */
    VERIFY_TILES,                  /* what the entries give */
    VERIFY_HISTORY,                /* earlier checkpoints, and their proofs */
    VERIFY_DISCLOSURES,            /* what entries commit to, all of it */
    VERIFY_ACTS,                   /* what trailbook says that it did, and the events of each import */
    VERIFY_TABLE,                  /* of all events, which entries and disclosures give */
    VERIFY_DATABASE,               /* the same, as a database */
    VERIFY_REPORT,                 /* what this program makes of the database */
    VERIFY_LABELS,                 /* bag-info.txt */
    VERIFY_SINCE,                  /* of the checkpoint that is held */
    VERIFY_UNSEALED,               /* of a store: events that are in no entry yet */
    VERIFY_CHECKS
};

struct verify_check {
    const char *name; /* NULL: there is no such check of what is looked at */
    enum verdict verdict;
    struct buf says;  /* a short line: what was checked, or why not */
    uint64_t found;   /* how many bad places */
    struct err first; /* the first of them */
};

typedef void verify_found(void *ctx, bool warning, const struct err *e);

/* Writes the report of the store at path into a folder that is not there yet; items: with a page of each. */
typedef enum status verify_render(void *ctx, const char *path, bool items, const char *folder,
                                  struct err *err);

struct verify_wish {
    bool all;                   /* what is passed over by default too */
    const struct note_key *key; /* from elsewhere; NULL: nothing is told of who made it */
    struct slice since;         /* a checkpoint from elsewhere, signed or its three lines; or SLICE_NONE */
    const char *since_name;     /* for messages */
    struct verify_item *item;   /* that is asked for, or NULL */
    verify_found *found;        /* called for each thing that is wrong or odd */
    verify_render *render;      /* NULL: no report is made again */
    const char *tool;           /* name and version of this program, whose reports those are */
    void *ctx;                  /* of both */
};

struct verification {
    const struct verify_wish *wish;
    struct verify_check checks[VERIFY_CHECKS];
    size_t n; /* checks that there are: of a bag that is no snapshot, VERIFY_ANY_BAG */
    struct bag_told bag;
    struct buf open;    /* what was not checked, a line each */
    bool bad, verified; /* one of the checks is; by the key, and nothing is bad */
};

/* Checks the snapshot, or any bag, at path, a folder or a tar of one; it is a snapshot if a key or a
 * checkpoint is given, or if it holds data/FORMAT.txt.  verification_release() always. Returns less than
 * ST_OK only if it could not be finished, as bag_check() does; BAG-NONE; VERIFY-SINCE: what is held is no
 * checkpoint. Codes, to found: as bag_check(), note_open(), checkpoint_open(), ssh_verify(); VERIFY-FILE,
 * -MANIFEST, -SEAL, -CHECKPOINT, -ENTRY, -FATES, -ROOT, -TILE, -HISTORY, -DISCLOSURE, -ERASED, -ACT, -ODD,
 * -TABLE, -DATABASE, -REPORT, -KEY, -LABEL, -SINCE. */
enum status verify_bag(const char *path, const struct verify_wish *wish, struct verification *out,
                       struct err *err);
/* The same of a store, never written.  Codes also: those of store_doubt.h, LEDGER-CHANGED. */
enum status verify_store(const char *path, const struct verify_wish *wish, struct verification *out,
                         struct err *err);
void verification_release(struct verification *v);

const char *verdict_name(enum verdict v);

#endif
