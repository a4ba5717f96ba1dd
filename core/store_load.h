/*
 * store_load: one stored event, whole: with its action, source, dump, parties and changes.
 *
 * Private to store*.c.  A loader owns the texts of the last event that it loaded.
 */
#ifndef STORE_LOAD_H
#define STORE_LOAD_H

#include "store_read.h"
#include "store_schema.h"

struct sqlite3_stmt;

/* A statement that loader_take() can read selects these columns of event e first. */
#define LOAD_COLUMNS                                                                                         \
    "e.id,e.import,e.n,e.ident,e.content,e.leaves,e.native,e.at,e.time_how,e.time_text,e.action,"            \
    "e.outcome,e.reason,e.request,e.message,e.count,e.ip,e.agent,e.location,e.channel,"                      \
    "e.attributes,e.record,e.sub,e.offset,e.length,e.digest,e.flags,e.parties,e.variant"

#define DIM_TEXTS 5

struct dim { /* texts by id of row, the latest of each place in memory */
    struct sqlite3_stmt *q;
    size_t n_slots, n_texts;
    struct dim_slot *slots;
};

struct loader {
    struct store *s;
    struct sqlite3_stmt *event, *changes;
    struct sqlite3_stmt *lacking; /* NULL: no event is absent */
    struct sqlite3_stmt *erased;  /* NULL: none was erased */
    struct dim actions, imports, terms, items;
    struct digest *digest;
    struct arena arena;
    struct buf scratch;
    struct store_event row;
    bool broken;  /* a text of it is no UTF-8 */
    bool unnamed; /* its public id is not asked for */
};

/* loader_close() frees what a failed open made. */
enum status loader_open(struct loader *l, struct store *s, struct err *err);
void loader_close(struct loader *l);

/* Loads the event that q stands on into l->row. */
enum status loader_take(struct loader *l, struct sqlite3_stmt *q, struct err *err);

/* Forgets what it knows of actions. */
void loader_forget(struct loader *l);

/* Loads an event by id.  ST_END: there is none. */
enum status loader_get(struct loader *l, int64_t event, struct err *err);

/* Does a profile map the loaded event as b?  What the catalog says of its action is not compared. */
bool loader_same(const struct loader *l, const struct event *b);

/* Does no catalog list its action?  It is called what the record calls it then. */
static inline bool store_unlisted(const struct event *ev)
{
    return ev->category.n == 0 && ev->sentence.n == 0 &&
           (ev->label.n == 0 || slice_equal(ev->label, ev->action));
}

/* store_ledger.c: of a conflict's event, the first entry with its source id, below before; -1: there is none.
 * Only a conflict's entry tells it: the first of them was none when it was sealed. */
#define LOAD_FIRST_ENTRY                                                                                     \
    "SELECT min(n.idx) FROM native v JOIN event e ON e.id=v.event"                                           \
    " JOIN entry n ON n.event=e.id WHERE v.h=?1 AND e.ident=?2 AND n.idx<?3"
enum status load_conflict(struct store *s, struct sqlite3_stmt *first, const struct store_event *e,
                          uint64_t before, int64_t *out, struct err *err);

#endif
