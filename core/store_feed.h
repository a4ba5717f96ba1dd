/*
 * store_feed: rows of C memory as a table that one INSERT ... SELECT reads.
 *
 * Private to store*.c.  Half the cost of bind and step per row (measured: 0.2 against 0.45 us for a
 * narrow row).  A feed and what it shows must stay as they are while a statement that reads it
 * runs.
 */
#ifndef STORE_FEED_H
#define STORE_FEED_H

#include "store_sql.h"

struct sqlite3_context;

struct feed {
    const char *name;    /* table name, a literal */
    const char *columns; /* "CREATE TABLE x(a,b)" */
    size_t n;            /* rows */
    const void *rows;
    /* Gives one value to to, by one of the calls below; none gives NULL. */
    void (*column)(const struct feed *f, size_t row, int column, struct sqlite3_context *to);
};

/* f is borrowed until feed_close(), before which every statement that reads it must be freed. */
enum status feed_open(struct store *s, struct feed *f, struct err *err);
void feed_close(struct store *s, struct feed *f);

void feed_int(struct sqlite3_context *to, int64_t v);
void feed_text(struct sqlite3_context *to, struct slice text);  /* n = 0 is NULL */
void feed_texts(struct sqlite3_context *to, struct slice text); /* n = 0 is '' */
void feed_blob(struct sqlite3_context *to, const void *p, size_t n);

#endif
