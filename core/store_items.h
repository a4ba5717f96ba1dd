/*
 * store_items: the items of a store, their types, labels and company.
 *
 * Cursors as in store_read.h: a row and its texts are borrowed until the next call on the cursor.
 */
#ifndef STORE_ITEMS_H
#define STORE_ITEMS_H

#include "event_id.h"
#include "store.h"

struct store_item {
    int64_t id;
    struct slice type, key, label; /* newest label, n = 0 if none */
    uint64_t events, failures, denials;
    int64_t first_at, last_at;
};
struct store_items;
enum store_item_order { ITEMS_BY_KEY /* type, key */, ITEMS_BY_EVENTS /* most first, then key */ };
/* type n = 0: all types.  actors_only: items that were an actor at least once. */
enum status store_items_open(struct store *s, struct slice type, enum store_item_order order,
                             bool actors_only, uint64_t limit, struct store_items **out, struct err *err);
/* Items whose key or label is the word, of a type or (n = 0) of all, by type and key.  Costs a scan. */
enum status store_items_called(struct store *s, struct slice type, struct slice word, uint64_t limit,
                               struct store_items **out, struct err *err);
/* Items of a type, or (type n = 0) of any, that a word which is no key may mean, nearest first: it is their
 * label, or stands in their key or label or around their key, or starts like their key.  Costs a scan. */
enum status store_items_near(struct store *s, struct slice type, struct slice word, uint64_t limit,
                             struct store_items **out, struct err *err);
enum status store_items_next(struct store_items *c, const struct store_item **out, struct err *err);
void store_items_close(struct store_items *c);
/* *id = 0 if there is none. */
enum status store_item_find(struct store *s, struct slice type, struct slice key, int64_t *id,
                            struct err *err);

/* What was met when all events of an item were looked at, superseded versions aside: STORE-DAMAGED unless
 * the item has so many. */
enum status store_item_met(struct store *s, int64_t item, uint64_t events, struct err *err);

struct store_type { /* item types, in order of name */
    struct slice type;
    uint64_t items, events;
};
/* One row a type; there are few: *out is an array in arena. */
enum status store_types(struct store *s, struct arena *arena, struct store_type **out, size_t *n,
                        struct err *err);

struct store_label { /* labels of one item over time: consecutive runs, oldest first */
    struct slice label;
    struct stamp first, last; /* when, and how finely: no more of it */
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

#endif
