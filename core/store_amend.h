/*
 * store_amend: sealed events that were mapped anew: their lines are kept, and the next seal tells of them.
 *
 * What a line looks like the store does not know: whoever seals gives it.
 */
#ifndef STORE_AMEND_H
#define STORE_AMEND_H

#include "buf.h"
#include "store.h"

/* Appends to out the line of an event's entry, as what is stored gives it; anew: nothing that was read before
 * holds. */
typedef enum status store_line_of(void *ctx, int64_t event, bool anew, struct buf *out, struct err *err);

struct store_lines {
    store_line_of *of;
    void *ctx;
};

/* Who gives lines to writers from now on: with remap they ask for it, of a source that has sealed events. ctx
 * is borrowed. */
void store_keep_lines(struct store *s, store_line_of *line, void *ctx);

/* Events that were mapped anew and that no act tells of yet, in order of entries.  What tells of one may be
 * written between two calls. */
struct store_amends;
struct store_event;
enum status store_amends_open(struct store *s, struct store_amends **out, struct err *err);
/* event: until the next call; NULL: it was taken out. */
enum status store_amends_next(struct store_amends *c, uint64_t *entry, const struct store_event **event,
                              struct err *err);
/* The act at entry act tells of it. */
enum status store_amends_tell(struct store_amends *c, uint64_t entry, uint64_t act, struct err *err);
void store_amends_close(struct store_amends *c); /* NULL is allowed */

/* The act that told last how the event was mapped anew: *act, and which entry the event is; ST_END: none. */
enum status store_amended(struct store *s, int64_t event, uint64_t *entry, uint64_t *act, struct err *err);

/* Private to store*.c: a writer's part.  open: with remap, once its source is known. */
struct store_writer;
enum status amend_open(struct store_writer *w, struct err *err);
enum status amend_keep(struct store_writer *w, int64_t event, struct err *err); /* before it changes */
void amend_close(struct store_writer *w);

#endif
