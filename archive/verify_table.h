/*
 * verify_table: data/derived/events.csv, made again row by row of the entries and what is disclosed of them.
 *
 * Private to verify*.c, like verify_parts.h: what is wrong is told, and only the disk fails.  Holds one row.
 */
#ifndef VERIFY_TABLE_H
#define VERIFY_TABLE_H

#include "verify_parts.h"

#define VERIFY_TABLE_PATH "data/derived/events.csv"

struct verify_table;
struct verify_table *verify_table_new(struct verify_log *x);
void verify_table_free(struct verify_table *t); /* NULL is allowed */

/* What is disclosed of the next entry, piece by piece; each line of it ends with LF. */
void verify_table_piece(struct verify_table *t, struct slice piece);

/* All of it so far. */
struct slice verify_table_shown(const struct verify_table *t);

/* The entry itself, a line without LF. */
enum status verify_table_entry(struct verify_table *t, uint64_t seq, struct slice line, struct err *err);
/* What is disclosed of it, or of one behind it, is not to be relied on. */
void verify_table_stop(struct verify_table *t, uint64_t seq);
enum status verify_table_end(struct verify_table *t, struct err *err);

#endif
