/*
 * store_retention: how long events are to be kept, and what is due, as the ledger tells it.
 *
 * A rule is an act, of a source or of one category of it, until another act sets it anew.  A category
 * with a rule of its own is under that one only.  Days are UTC and since 1970-01-01; what is told counts
 * neither superseded versions nor what was erased.
 */
#ifndef STORE_RETENTION_H
#define STORE_RETENTION_H

#include "stamp_period.h"
#include "store.h"

struct store_rule { /* texts live until the next call */
    uint64_t entry;
    int64_t at;                    /* when it was set: seconds since 1970-01-01 UTC */
    struct slice source, category; /* category n = 0: all that have no rule of their own */
    struct stamp_period min, max;  /* n = 0: none */
    struct slice reason, by;       /* n = 0: erased, or not told */
    uint64_t events, untimed;      /* of known time, and of none: these are never due */
    uint64_t past;                 /* of events: as old as max, or older */
    uint64_t young;                /* younger than min */
    int64_t first;                 /* day of the oldest; STAMP_UNKNOWN: there is none */
    int64_t due;                   /* when the next gets past max; STAMP_UNKNOWN: none will */
};

/* The rules in force, by source and category, with what is so as of that day; STAMP_UNKNOWN: no day, on which
 * nothing is due.  Looks at the tallies, and at all events if some were erased. */
struct store_rules;
enum status store_rules_open(struct store *s, int64_t day, struct store_rules **out, struct err *err);
enum status store_rules_next(struct store_rules *c, struct store_rule *out, struct err *err);
void store_rules_close(struct store_rules *c); /* NULL is allowed */

/* The day of the newest event whose time is not far from our days (stamp_is_far()): what a report, which has
 * no clock, counts from.  STAMP_UNKNOWN: there is none. */
enum status store_newest_day(struct store *s, int64_t *day, struct err *err);

#endif
