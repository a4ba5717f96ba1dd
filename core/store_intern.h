/*
 * store_intern: texts and the ids of their rows, and what items and days sum up.
 *
 * Private to store*.c.  Caches: store_intern.c fills and empties them, store_tally.c adds up in them.
 */
#ifndef STORE_INTERN_H
#define STORE_INTERN_H

#include "store.h"

struct slot;

#define ITEM_LINES 3         /* of 64 bytes, that most entries take */
struct item_entry {          /* an item as known to the cache: texts in its arena */
    struct item_entry *next; /* in the bucket */
    uint32_t hash;
    uint16_t n_key, n_label; /* bytes of key and of the label it came with: EVENT_MAX_KEY fits */
    const struct text_entry *type;
    int64_t id; /* 0 until looked up */
    /* What this writer adds to the row. */
    int64_t first_at, last_at;
    uint32_t events, failures, denials, acted; /* written out before they could wrap */
    uint64_t turn;                             /* the last event that was counted ... */
    bool acting;                               /* ... and whether it is an actor there */
    bool stored, labelled;                     /* it has a row; this writer has a label for it */
    bool first_new;                            /* the row has no first label yet */
    bool erased;                               /* it was erased before, and comes again */
    int64_t label_at;
    struct slice label;
    unsigned char label_ident[IDENT_SIZE];
    struct slice first_label; /* n = 0: none yet */
    unsigned char key[];      /* and that label */
};

struct text_entry { /* an action's name or a user agent */
    struct text_entry *next;
    uint64_t hash;
    struct slice text;
    int64_t id;
};

struct tally_entry {
    int64_t day, action, outcome, events, counted;
    bool used;
};

struct table { /* hash table of entries chained by their first member */
    void **buckets;
    size_t n, n_buckets;
    size_t room;   /* bytes of arena, from which on it is full */
    uint64_t seed; /* of its hashes */
    uint64_t uses; /* since it was emptied */
    struct arena arena;
};

struct item_list {
    struct item_entry **all;
    size_t n, size;
};

/* ---- store_intern.c ---- */

void intern_init(struct store_writer *w);
void intern_release(struct store_writer *w);
/* Finds or makes the rows of action, agent and items of the events that are new or rewritten, packs
 * their parties, and adds the new ones to their items.  slot->items and slot->parties lie in a, the
 * entries live until the next intern_flush(). */
enum status intern_batch(struct store_writer *w, struct arena *a, struct err *err);
/* Gives the item's row that label if it is greater by (at, ident, label). */
enum status intern_write_label(struct store_writer *w, int64_t item, int64_t at, const unsigned char *ident,
                               struct slice label, struct err *err);
/* Gives a known action its catalog's texts. */
enum status intern_renew(struct store_writer *w, const struct event *ev, int64_t action, struct err *err);
/* Writes items out and empties the caches if they are full, or if all. */
enum status intern_flush(struct store_writer *w, bool all, struct err *err);

/* ---- store_tally.c ---- */

int64_t tally_day(int64_t at); /* tally.day */
/* Adds an event to what the item of its k-th party sums up; turn tells the events apart. */
void tally_item(struct store_writer *w, const struct slot *slot, size_t k, uint64_t turn);
/* To those of all its parties, as intern_batch() does for new ones. */
void tally_items(struct store_writer *w, const struct slot *slot);
enum status tally_add(struct store_writer *w, int64_t day, int64_t action, int outcome, int64_t events,
                      int64_t counted, struct err *err);
enum status tally_flush(struct store_writer *w, struct err *err);

#endif
