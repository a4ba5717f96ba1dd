/*
 * store_spans: the events of one item in order of (at, ident, content), without all of a busy one's
 * being sorted.
 *
 * Private to store*.c.  Months come from by_item, and in a month spans: rows of by_item whose times
 * overlap are sorted together.  One dump's do not overlap, so little is sorted at once, by SQLite, in
 * bounded memory.
 */
#ifndef STORE_SPANS_H
#define STORE_SPANS_H

#include "store_read.h"
#include "store_schema.h"

struct sqlite3_stmt;

struct spans {
    struct store *s;
    struct sqlite3_stmt *rows, *period, *spans;
    int64_t item, now, start, stop; /* months: the one now, the first to look for, the last */
    int64_t since, until;           /* INT64_MIN and INT64_MAX if there are none */
    bool newest_first, placed;      /* placed: in a month */
};

/* The columns are of event e; parameter 3 is the item, f->item; 1, if f asks for it, is bound.  The
 * limit is the caller's.  spans_close() frees what a failed open made. */
enum status spans_open(struct spans *c, struct store *s, const struct store_filter *f, const char *columns,
                       struct err *err);
void spans_close(struct spans *c);

/* Moves c->rows to the next event; ST_END: there is none, and spans_start() comes next. */
enum status spans_step(struct spans *c, struct err *err);

/* Starts anew, with that item. */
void spans_start(struct spans *c, int64_t item);

#endif
