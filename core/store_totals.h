/*
 * store_totals: a whole store in figures.
 *
 * Knows no event: what is told here is counted, and checked against what imports and tallies say.
 * Failures are those of store.h; STORE-DAMAGED if the sums disagree.
 */
#ifndef STORE_TOTALS_H
#define STORE_TOTALS_H

#include "store.h"

struct store_totals {
    uint64_t imports, events;
    uint64_t versions; /* superseded, not in events */
    uint64_t counted;  /* sum of count */
    uint64_t items, actions, sources;
    uint64_t rejects, rejects_solved; /* rejects: unsolved */
    uint64_t conflicts, untimed, assumed_zone, ambiguous, recovered, absent, stale, outside;
    uint64_t far;                     /* stamp_is_far() */
    uint64_t differing;               /* events that the profile which read them last maps differently */
    uint64_t absences;                /* findings: an absent event and a dump that lacks it */
    uint64_t outcomes[OUTCOME_COUNT]; /* events by enum outcome */
    uint64_t dumps;                   /* that the imports read: a dump read again is one */
    /* Over the dumps, each as it was read last; stored: how many of the events made then are in the
     * store, whichever reading brought them; duplicate: the others, which other dumps made too. */
    struct import_counts sums;
    uint64_t earlier;             /* stored events that only earlier readings made */
    struct import_counts history; /* over all imports: what was read again is counted again */
    uint64_t removed;             /* of history.stored: readings of their dump with remap made them no more */
    int64_t first_at, last_at;    /* STAMP_UNKNOWN if none */
};
enum status store_totals(struct store *s, struct store_totals *out, struct err *err);

/* When the events of a source were, superseded versions left out as above; STAMP_UNKNOWN: none has a time.
 * Looks at the tallies, and at events of two days. */
enum status store_source_times(struct store *s, int64_t source, int64_t *first_at, int64_t *last_at,
                               struct err *err);

/* Events that are mapped by rules that have changed since, all versions: no event is read for it. */
enum status store_stale(struct store *s, uint64_t *n, struct err *err);

/* SHA-256 over (at, ident, content) of all events in order: equal for equal stores.  Costs a scan. */
enum status store_fingerprint(struct store *s, unsigned char out[DIGEST_SIZE], struct err *err);

#endif
