/*
 * store_read: the events of a store, one by one.
 *
 * Every list is a cursor: open, next until ST_END, close.  A row and its texts are borrowed until
 * the next call on that cursor.  Texts are slices of UTF-8.  Orders are total and never depend on
 * arrival, so that equal stores give equal pages.  Superseded versions are left out unless asked for.
 */
#ifndef STORE_READ_H
#define STORE_READ_H

#include "event_id.h"
#include "store.h"

struct store_party {
    enum role role;
    enum found how;
    int64_t item;
    struct slice type, key;
    struct slice label;  /* at that time, or n = 0 */
    struct slice latest; /* the item's newest label, or n = 0: see store_name_items() */
};

struct store_event {
    int64_t id, import; /* import: the one that stored it */
    uint32_t n;
    char public_id[EVENT_ID_SIZE];
    struct event ev;                /* parties is NULL: see below */
    int64_t action_id, erased_by;   /* the ledger's entry that erased from it, -1: none, or not known */
    struct slice source, dump_name; /* dump_name: the import's */
    struct slice zone;              /* that was assumed, if time.zone says so */
    unsigned char dump[DIGEST_SIZE];
    bool dump_erased, veiled; /* dump is no digest: see store_import.h; nor is ev's: store_pseudonyms.h */
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
bool store_filter_is_open(const struct store_filter *f); /* all events pass, or all of f->item */

/* What the event calls the item: of several labels, in several roles, the greatest; n = 0: nothing. */
struct slice store_event_label(const struct store_event *e, int64_t item);

/* Cursors that are opened from now on tell as an item's newest label the newest that an event gives which
 * passes the filter: for a reader who must not learn from others.  Reads those events once. */
enum status store_name_items(struct store *s, const struct store_filter *f, struct err *err);

struct store_events;
/* In order of (at, ident, content). */
enum status store_events_open(struct store *s, const struct store_filter *f, struct store_events **out,
                              struct err *err);
enum status store_events_next(struct store_events *c, const struct store_event **out, struct err *err);
void store_events_close(struct store_events *c);
/* How many the filter matches, limit aside. */
enum status store_events_count(struct store *s, const struct store_filter *f, uint64_t *out, struct err *err);

/* All events of all items, in order of (item type, item key, at, ident): item pages in one pass with
 * bounded memory.  f->item must be 0.  roles: bit set of enum role the item has in the event. */
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

/* How many versions the event with this identity has, itself among them; 0 if the source gives no ids. */
enum status store_versions(struct store *s, const unsigned char ident[IDENT_SIZE], uint64_t *n,
                           struct err *err);

#endif
