/*
 * phases: where an import's time goes: seconds passed and CPU time of one thread, by phase; and the clock
 * that only goes forward.
 *
 * A thread has a struct phases of its own; a lap ends what was done since the last one.  Two clocks
 * are read a lap, so laps are per batch, never per event.  NULL in place of one is allowed: nothing
 * is measured then.
 */
#ifndef PHASES_H
#define PHASES_H

#include <stdint.h>

enum phase {
    PHASE_OPEN,      /* finding the profile, hashing ahead, opening the store */
    PHASE_READ,      /* the reader thread: bytes, records, mapping */
    PHASE_READ_WAIT, /* it waits for a batch that is free */
    PHASE_WAIT,      /* the writer thread waits for a batch that is filled */
    PHASE_ORDER,     /* events that come late in time are sorted */
    PHASE_IDENTITY,  /* which events are new, and which map differently */
    PHASE_INTERN,    /* items, actions and agents to rows; what items sum up */
    PHASE_ROWS,      /* events, changes, rejects */
    PHASE_LINKS,     /* the events of items; tallies */
    PHASE_IDS,       /* the table of ids, and versions */
    PHASE_SETTLE,    /* what is absent, what is dirty, the import's row */
    PHASE_COMMIT,
    PHASE_COUNT
};

struct phases {
    struct {
        int64_t wall, cpu; /* ns */
    } of[PHASE_COUNT];
    int64_t wall, cpu; /* the clocks at the last lap */
};

const char *phase_name(enum phase p); /* "reader waits" */

/* ns since some start, for what passes between two calls: no one can set this clock back. */
int64_t phases_clock(void);

/* What went before belongs to no phase. */
void phases_start(struct phases *p);

/* What passed since the last lap was phase's; p was started by this thread. */
void phases_lap(struct phases *p, enum phase phase);

/* Another thread's, which has ended. */
void phases_add(struct phases *p, const struct phases *other);

#endif
