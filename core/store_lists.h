/*
 * store_lists: what a store sums up by action, day and reason, and what later dumps lack.
 *
 * Cursors as in store_read.h: a row and its texts are borrowed until the next call on the cursor.
 */
#ifndef STORE_LISTS_H
#define STORE_LISTS_H

#include "store_read.h"

struct store_action {
    int64_t id;
    struct slice source, name, category, label, sentence;
    uint64_t events, counted, outcomes[OUTCOME_COUNT];
    int64_t first_day, last_day; /* days since 1970; INT64_MIN if only untimed */
};
struct store_actions; /* in order of source, name */
enum status store_actions_open(struct store *s, struct store_actions **out, struct err *err);
enum status store_actions_next(struct store_actions *c, const struct store_action **out, struct err *err);
void store_actions_close(struct store_actions *c);

struct store_tally { /* one row per day, source, action, outcome; day INT64_MIN = unknown time */
    int64_t day, source, action;
    enum outcome outcome;
    uint64_t events, counted;
};
struct store_tallies; /* in that order */
enum status store_tallies_open(struct store *s, struct store_tallies **out, struct err *err);
enum status store_tallies_next(struct store_tallies *c, struct store_tally *out, struct err *err);
void store_tallies_close(struct store_tallies *c);

struct store_ids { /* some of the source's events, superseded versions too, have an id, or have none */
    int64_t source;
    bool has;
};
/* One or two rows for each source with events, by its name, in the arena; reads all events. */
enum status store_ids(struct store *s, struct arena *arena, struct store_ids **out, size_t *n,
                      struct err *err);

#define STORE_SPANS 24
struct store_reason { /* failures and denials by action, outcome and reason: most first */
    int64_t action;
    struct slice source, action_name, action_label, reason;
    enum outcome outcome;
    uint64_t events;
    struct stamp last;           /* when, and how finely: no more of it */
    uint64_t spans[STORE_SPANS]; /* events from edges[i] until before edges[i + 1] */
};
struct store_reasons;
/* Of what passes the filter, order and limit aside.  n: how many spans are counted; edges are n + 1. */
enum status store_reasons_open(struct store *s, const struct store_filter *f, const int64_t *edges, size_t n,
                               struct store_reasons **out, struct err *err);
enum status store_reasons_next(struct store_reasons *c, const struct store_reason **out, struct err *err);
void store_reasons_close(struct store_reasons *c);

struct store_absent { /* a stored event that a later dump's window covers and the dump lacks */
    int64_t import;
    struct slice source, dump_name;
    int64_t window_from, window_to; /* of that dump */
    const struct store_event *event;
};
struct store_absents;
/* event: of that one, or (0) of all. */
enum status store_absents_open(struct store *s, int64_t event, struct store_absents **out, struct err *err);
enum status store_absents_next(struct store_absents *c, const struct store_absent **out, struct err *err);
void store_absents_close(struct store_absents *c);

#endif
