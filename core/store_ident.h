/*
 * store_ident: in which order events are stored, and which of them the store has already.
 *
 * Private to store*.c.
 */
#ifndef STORE_IDENT_H
#define STORE_IDENT_H

#include "store.h"

struct order {             /* of time, in which events are stored */
    int64_t low, high;     /* what lies between waits in late; low > high: nothing does yet */
    struct sorter *late;   /* NULL until an event is */
    bool reading;          /* late is being read */
    struct batch batch;    /* what was read of it */
    struct buf key, value; /* scratch */
};

/* store_order.c: takes the events out of b that had better come later. */
enum status order_put(struct store_writer *w, struct batch *b, struct err *err);
/* The next of those, sorted; *out lives until the next call.  ST_END: there are none. */
enum status order_next(struct store_writer *w, struct batch **out, struct err *err);
void order_open(struct store_writer *w);
void order_close(struct store_writer *w);

/* store_ident.c: fills w->slots with b's events, sorted, and tells which are new (with n, without id). */
enum status ident_classify(struct store_writer *w, struct batch *b, struct err *err);
/* Gives the new ones their ids, in the order of their slots and without a hole, which rows_write() relies
 * on: so it comes after remap_compare(), which makes stored events of some. */
void ident_number(struct store_writer *w);
bool ident_met(const struct store_writer *w, int64_t id);
void ident_meet(struct store_writer *w, int64_t id);
int64_t ident_variant(const struct event *ev);             /* event.variant */
int64_t ident_head(const unsigned char ident[IDENT_SIZE]); /* native.h */

/* store_met.c: what the part that starts now meets, of the events stored before it. */
void met_start(struct store_writer *w);
void met_add(struct store_writer *w, int64_t id); /* below part_id */
void met_close(struct store_writer *w);
/* Keeps, with the import's row, what the part has met. */
enum status met_write(struct store_writer *w, struct err *err);

#endif
