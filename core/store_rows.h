/*
 * store_rows: the events of a batch on their way to rows, and the rows.
 *
 * Private to store*.c.  A batch becomes slots, which store_ident.c, store_remap.c and store_intern.c fill;
 * what they make of them is written here.
 */
#ifndef STORE_ROWS_H
#define STORE_ROWS_H

#include "store.h"

struct sqlite3_stmt;

enum writer_feed { FEED_EVENT, FEED_CHANGE, FEED_CHUNK, FEED_NATIVE, FEED_ITEM, FEED_COUNT };

struct slot_item { /* an item of an event */
    struct item_entry *e;
    int64_t id; /* its row; 0 until it is looked up */
    const struct text_entry *type;
    uint32_t hash;
    bool first;  /* the label is the item's first one */
    bool linked; /* a rewritten event's link that is stored already */
};

struct slot { /* one event of the batch, in order of (at, ident, variant, arrival) */
    struct event *ev;
    int64_t variant;
    int64_t id; /* given by ident_number(), or of the stored event that it repeats */
    uint32_t n;
    bool is_new;
    bool again;              /* this dump has met the stored event before */
    bool rewrite;            /* a duplicate whose mapping is renewed */
    bool rekeyed;            /* and its key too */
    bool uncounted;          /* a rewritten version that is not shown */
    bool waits;              /* some of its items have to be looked up */
    int64_t action, agent;   /* rows, once interned; agent 0 = none */
    struct slot_item *items; /* one per party */
    struct slice parties;    /* event.parties, once the items' rows are known */
};

#define ROWS_ITEM_COLUMNS                                                                                    \
    "id,type,key,label,label_at,label_ident,first_label,events,failures,denials,acted,first_at,last_at"
enum status rows_open(struct store_writer *w, struct err *err);
void rows_close(struct store_writer *w);
/* Writes n rows of the feed's type. */
enum status rows_feed(struct store_writer *w, enum writer_feed which, const void *rows, size_t n,
                      struct err *err);
/* Fills slot->parties; the items' ids are known. */
void rows_pack(struct store_writer *w, struct slot *slot, struct arena *a);
/* New events, and changes, links and sums of new and rewritten ones. */
enum status rows_write(struct store_writer *w, struct arena *a, struct err *err);
enum status rows_reject(struct store_writer *w, const struct reject *r, struct err *err);
void rows_bind_mapping(struct sqlite3_stmt *q, const struct slot *slot); /* parameters 2 to 16 */

#endif
