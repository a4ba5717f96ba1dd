/*
 * store_sql: the few SQLite calls that the store is made of, with every return code looked at.
 *
 * Private to store*.c.  Knows no table.  A failed call fills err with a STORE-... code and gives
 * ST_FATAL; statements are owned by whoever prepared them: sql_free().
 */
#ifndef STORE_SQL_H
#define STORE_SQL_H

#include "store_amend.h"

struct sqlite3;
struct sqlite3_stmt;

struct store {
    struct sqlite3 *db;
    char *path;
    enum store_mode mode;
    bool made;               /* this run created the file */
    bool blank;              /* no schema yet */
    bool older;              /* of a version before STORE_VERSION */
    int64_t version, budget; /* budget: of who doubts it, see store_doubt.h */
    bool begun;              /* between store_begin() and its end */
    bool lacking, erased;    /* temp.lacking and temp.erased_... are filled: store_load.c, store_erased.c */
    bool kept;               /* something was committed */
    bool writing, doubted;   /* a writer is open: next ids are its own; of others' making: store_doubt.h */
    int ahead;               /* the file, for store_write_ahead(); -1: not open */
    bool named;              /* temp.named holds what items are called: see store_name_items() */
    struct pepper *pepper, *veil; /* borrowed, or NULL: see store_marks.h, store_pseudonyms.h */
    struct phases *phases;        /* borrowed, or NULL */
    struct store_lines lines;     /* see store_amend.h */
};

/* Has the system start to write to the disk what SQLite has handed to it so far. */
void store_write_ahead(struct store *s);

/* Says what SQLite's last error was and what to do about it. */
enum status sql_fail(struct store *s, struct err *err);

/* STORE-DAMAGED: what is wrong, in some words; the second of a row of a table, by its id. */
enum status sql_damaged(struct store *s, const char *what, struct err *err);
enum status sql_damaged_row(struct store *s, const char *table, int64_t id, const char *what,
                            struct err *err);

enum status sql_exec(struct store *s, const char *text, struct err *err);
enum status sql_prepare(struct store *s, const char *text, struct sqlite3_stmt **out, struct err *err);
void sql_free(struct sqlite3_stmt *q); /* NULL is allowed */

/* Prepares n statements; what was prepared before a failure is freed by sql_free_all(). */
enum status sql_prepare_all(struct store *s, const char *const *texts, size_t n, struct sqlite3_stmt **out,
                            struct err *err);
void sql_free_all(struct sqlite3_stmt **q, size_t n);

/* Parameters count from 1.  Texts and blobs are borrowed until the statement was reset. */
void sql_int(struct sqlite3_stmt *q, int i, int64_t v);
void sql_null(struct sqlite3_stmt *q, int i);
void sql_text(struct sqlite3_stmt *q, int i, struct slice text);  /* n = 0 is NULL */
void sql_texts(struct sqlite3_stmt *q, int i, struct slice text); /* n = 0 is '' */
void sql_copy(struct sqlite3_stmt *q, int i, struct slice text);  /* the statement keeps a copy */
void sql_blob(struct sqlite3_stmt *q, int i, const void *p, size_t n);
void sql_time(struct sqlite3_stmt *q, int i, int64_t at); /* STAMP_UNKNOWN is NULL */

/* ST_OK: a row; ST_END: no more, and the statement was reset. */
enum status sql_step(struct store *s, struct sqlite3_stmt *q, struct err *err);
void sql_reset(struct sqlite3_stmt *q);

/* Runs a statement that gives no rows. */
enum status sql_run(struct store *s, struct sqlite3_stmt *q, struct err *err);
/* Runs such a text once, with n numbers for its parameters. */
enum status sql_run_text(struct store *s, const char *text, const int64_t *numbers, size_t n,
                         struct err *err);
int64_t sql_changes(struct store *s); /* rows that the last of them changed */

/* The first column of the only row; ST_END and *out untouched if there is none.  Resets. */
enum status sql_one(struct store *s, struct sqlite3_stmt *q, int64_t *out, struct err *err);
enum status sql_one_text(struct store *s, const char *text, int64_t *out, struct err *err);

/* Columns count from 0; slices live until the next step or reset. */
int64_t sql_column_int(struct sqlite3_stmt *q, int i);
int64_t sql_column_time(struct sqlite3_stmt *q, int i);                     /* NULL is STAMP_UNKNOWN */
enum stamp_resolution sql_column_resolution(struct sqlite3_stmt *q, int i); /* of event.time_how */
bool sql_column_null(struct sqlite3_stmt *q, int i);
struct slice sql_column(struct sqlite3_stmt *q, int i);
bool sql_columns_count(struct sqlite3_stmt *q, int i, int n); /* is none of n from i on below 0? */
bool sql_columns_utf8(struct sqlite3_stmt *q, int i, int n);  /* are all of n from i on UTF-8? */
const char *sql_column_text(struct sqlite3_stmt *q, int i);   /* NUL-terminated; NULL is "" */
/* Copies n bytes, zeroed where the column is shorter. */
void sql_column_bytes(struct sqlite3_stmt *q, int i, void *out, size_t n);

#endif
