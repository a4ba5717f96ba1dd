/*
 * verify_database: data/derived/audit.sqlite, held against the entries, and the report, made again of it.
 *
 * Private to verify*.c, like verify_parts.h: what is wrong is told.  Only with --all: the database is copied
 * to a folder of its own, where nothing lies beside it, its schema compared and its pages checked before a
 * row is read; the folder is gone in the end.
 */
#ifndef VERIFY_DATABASE_H
#define VERIFY_DATABASE_H

#include "entry_read.h"
#include "verify_parts.h"

struct verify_database;
enum status verify_database_new(struct verify_log *x, struct verify_database **out, struct err *err);
void verify_database_free(struct verify_database *d); /* NULL is allowed */

/* The next entry: as read, its line, and what is disclosed of it, each line with LF and without number. */
void verify_database_entry(struct verify_database *d, const struct entry_read *e, struct slice line,
                           struct slice shown);
/* All entries were told; compares the report too. */
enum status verify_database_end(struct verify_database *d, struct err *err);
/* They were not. */
void verify_database_stop(struct verify_database *d, uint64_t seq);

#endif
