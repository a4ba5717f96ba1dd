/*
 * store_read: what a store holds, row by row; imports and rejects are in store_imports.h.
 *
 * Every list is a cursor: open, next until ST_END, close.  A row and its texts are borrowed until
 * the next call on that cursor.  Texts are slices of UTF-8.  Orders are total and never depend on
 * arrival, so that equal stores give equal pages.  Superseded versions are left out of events and
 * counts unless asked for.
 */
#ifndef STORE_READ_H
#define STORE_READ_H

#include "store.h"

/* Sums over the store. */
struct store_totals {
    uint64_t imports, events, versions /* superseded, not in events */, counted /* sum of count */;
    uint64_t items, actions, sources, rejects /* unsolved */, rejects_solved;
    uint64_t conflicts, untimed, far /* stamp_is_far() */, assumed_zone, ambiguous, recovered, absent, stale,
        outside;
    uint64_t differing;   /* events that the profile which read them last maps differently */
    uint64_t absences;    /* findings: an absent event and a dump that lacks it */
    uint64_t outcomes[4]; /* events by enum outcome */
    uint64_t dumps;       /* that the imports read: a dump read again is one */
    /* Over the dumps, each as it was read last; stored: how many of the events made then are in the
     * store, whichever reading brought them; duplicate: the others, which other dumps made too. */
    struct import_counts sums;
    uint64_t earlier;             /* stored events that only earlier readings made */
    struct import_counts history; /* over all imports: what was read again is counted again */
    uint64_t removed;             /* of history.stored: readings of their dump with remap made them no more */
    int64_t first_at, last_at;    /* STAMP_UNKNOWN if none */
};
enum status store_totals(struct store *s, struct store_totals *out, struct err *err);

/* Events that are mapped by rules that have changed since, all versions: no event is read for it. */
enum status store_stale(struct store *s, uint64_t *n, struct err *err);

/* SHA-256 over (at, ident, content) of all events in order: equal for equal stores. Costs a scan. */
enum status store_fingerprint(struct store *s, unsigned char out[DIGEST_SIZE], struct err *err);

struct store_party {
    enum role role;
    enum found how;
    int64_t item;
    struct slice type, key;
    struct slice label;  /* at that time, or n = 0 */
    struct slice latest; /* the item's newest label, or n = 0 */
};

struct store_event {
    int64_t id, import; /* import: the one that stored it */
    uint32_t n;
    char public_id[EVENT_ID_SIZE];
    struct event ev; /* parties is NULL: see below */
    struct slice source;
    int64_t action_id;
    struct slice dump_name; /* the import's */
    struct slice zone;      /* that was assumed, if time.zone says so */
    unsigned char dump[DIGEST_SIZE];
    struct store_party *parties;
    size_t n_parties;
};

struct store_filter { /* zero = everything */
    bool has_since, has_until;
    int64_t since, until;                 /* half-open; unknown times pass only without both */
    bool untimed;                         /* only events without a known time */
    bool bad;                             /* only failures and denials */
    bool superseded;                      /* superseded versions too */
    int64_t item, action, source, import; /* 0 = any */
    struct slice action_name;             /* native action in any source, n = 0 = any */
    bool newest_first;
    uint64_t limit; /* 0 = no limit */
};

struct store_events;
/* In order of (at, ident, content). */
enum status store_events_open(struct store *s, const struct store_filter *f, struct store_events **out,
                              struct err *err);
enum status store_events_next(struct store_events *c, const struct store_event **out, struct err *err);
void store_events_close(struct store_events *c);
/* How many the filter matches, limit aside. */
enum status store_events_count(struct store *s, const struct store_filter *f, uint64_t *out, struct err *err);

/* All events of all items, in order of (item type, item key, at, ident): item pages in one pass with
 * bounded memory.  f->item must be 0. roles: bit set of enum role the item has in the event. */
struct store_item_event {
    int64_t item;
    unsigned roles;
    struct store_event event;
};
struct store_item_events;
enum status store_item_events_open(struct store *s, const struct store_filter *f,
                                   struct store_item_events **out, struct err *err);
enum status store_item_events_next(struct store_item_events *c, const struct store_item_event **out,
                                   struct err *err);
void store_item_events_close(struct store_item_events *c);

/* One event by public id or a unique prefix of it (8 characters or more).  ST_END: none;
 * ST_FAIL (STORE-AMBIGUOUS): several.  Costs a scan. */
enum status store_event_find(struct store *s, struct slice public_id, int64_t *event, struct err *err);
enum status store_event_get(struct store *s, int64_t event, struct store_events **out, struct err *err);

struct store_item {
    int64_t id;
    struct slice type, key, label; /* newest label, n = 0 if none */
    uint64_t events, failures, denials;
    int64_t first_at, last_at;
};
struct store_items;
enum store_item_order { ITEMS_BY_KEY /* type, key */, ITEMS_BY_EVENTS /* most first, then key */ };
/* type n = 0: all types. actors_only: items that were an actor at least once. */
enum status store_items_open(struct store *s, struct slice type, enum store_item_order order,
                             bool actors_only, uint64_t limit, struct store_items **out, struct err *err);
/* Items whose key or label is the word, of a type or (n = 0) of all, by type and key.  Costs a scan. */
enum status store_items_called(struct store *s, struct slice type, struct slice word, uint64_t limit,
                               struct store_items **out, struct err *err);
/* Items of a type, or (type n = 0) of any, that a word which is no key may mean, nearest first: it is their
 * label, or stands in their key or label or around their key, or starts like their key.  Costs a scan of the
 * items. */
enum status store_items_near(struct store *s, struct slice type, struct slice word, uint64_t limit,
                             struct store_items **out, struct err *err);
enum status store_items_next(struct store_items *c, const struct store_item **out, struct err *err);
void store_items_close(struct store_items *c);
/* *id = 0 if there is none. */
enum status store_item_find(struct store *s, struct slice type, struct slice key, int64_t *id,
                            struct err *err);

struct store_type { /* item types, in order of name */
    struct slice type;
    uint64_t items, events;
};
/* One row a type; there are few: *out is an array in arena. */
enum status store_types(struct store *s, struct arena *arena, struct store_type **out, size_t *n,
                        struct err *err);

struct store_label { /* labels of one item over time: consecutive runs, oldest first */
    struct slice label;
    int64_t first_at, last_at;
    char first_event[EVENT_ID_SIZE];
};
enum status store_labels(struct store *s, int64_t item, struct arena *arena, size_t limit,
                         struct store_label **out, size_t *n, struct err *err);

struct store_related { /* items met in the same events as one item, most first, then type and key */
    struct store_item item;
    uint64_t together;
};
enum status store_related(struct store *s, int64_t item, struct arena *arena, size_t limit,
                          struct store_related **out, size_t *n, uint64_t *total, struct err *err);

struct store_action {
    int64_t id;
    struct slice source, name, category, label, sentence;
    uint64_t events, counted, outcomes[4];
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

#define STORE_SPANS 24
struct store_reason { /* failures and denials by action, outcome and reason: most first */
    int64_t action;
    struct slice source, action_name, action_label, reason;
    enum outcome outcome;
    uint64_t events;
    int64_t last_at;
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
