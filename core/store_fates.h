/*
 * store_fates: what became of each record of an import, as runs of numbers (FORMAT.txt, section 7).
 *
 * A run is handed on once it ends, so that memory is four bits a record at most, and a clean dump of any
 * size is one run.  Imports of stores before version 5 have none.  What writes goes between store_begin()
 * and store_commit().
 */
#ifndef STORE_FATES_H
#define STORE_FATES_H

#include "store.h"

enum fate { /* of a record; the numbers stand in files */
            FATE_NONE,
            FATE_STORED,     /* all of its events */
            FATE_PART,       /* some of its events are stored, and others were there, or suppressed */
            FATE_DUPLICATE,  /* all of its events were there */
            FATE_SKIPPED,    /* the profile makes no event of it */
            FATE_REJECTED,   /* it could not be read */
            FATE_SUPPRESSED, /* it was erased before; no event of it is stored */
            FATE_WITHDRAWN,  /* its events were stored, and taken out before they were sealed */
            FATE_COUNT
};

struct fate_run {
    uint64_t first, count; /* records, from 1 */
    enum fate fate;        /* not FATE_NONE */
};

/* The runs of an import that the act at entry tells of; entry 0: those that no act tells of yet. */
struct store_fates;
enum status store_fates_open(struct store *s, int64_t import, uint64_t entry, struct store_fates **out,
                             struct err *err);
enum status store_fates_next(struct store_fates *f, struct fate_run *out, struct err *err);
void store_fates_close(struct store_fates *f); /* NULL is allowed */

/* Records that are told to be stored while no event of the import with an id above after stands for them
 * were withdrawn: what no act tells of yet says so from here on. */
enum status store_fates_settle(struct store *s, int64_t import, int64_t after, struct err *err);

/* What no act told of is told of by that at entry. */
enum status store_fates_seal(struct store *s, int64_t import, uint64_t entry, struct err *err);

/* A map that an act before entry end tells of: the next one behind that of import and entry, both 0 at first,
 * in order. ST_END: there is none. */
struct fate_map {
    int64_t import;
    uint64_t entry;
    bool retry; /* it is of a retry's records alone */
};
enum status store_fates_map(struct store *s, uint64_t end, struct fate_map *map, struct err *err);

#endif
