/*
 * store_filter: a struct store_filter as conditions on table event, called e.
 *
 * Private to store*.c.  Numbers stand in the text; the action's name is parameter 1.
 */
#ifndef STORE_FILTER_H
#define STORE_FILTER_H

#include "store_read.h"

struct sqlite3_stmt;

/* Appends " AND ..." for all of f but item, order and limit; at: the column to compare times with.
 */
void filter_add(struct buf *sql, const struct store_filter *f, const char *at);
void filter_bind(struct sqlite3_stmt *q, const struct store_filter *f);

#endif
