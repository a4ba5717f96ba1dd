/* store_sql: the few SQLite calls that the store is made of.  See store_sql.h. */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <sqlite3.h>

#include "store_sql.h"
#include "utf8.h"

static bool disk_is_full(struct store *s, int rc)
{
    int why = sqlite3_system_errno(s->db);

    return rc == SQLITE_FULL || (rc == SQLITE_IOERR && (why == ENOSPC || why == EDQUOT || why == EFBIG));
}

/* What a failed disk leaves: a transaction as a whole, or nothing of it. */
static const char *what_is_left(const struct store *s)
{
    return s->kept ? "what was reported as done is kept, no more" : "nothing was changed";
}

enum status sql_damaged(struct store *s, const char *what, struct err *err)
{
    return err_at(err, ST_FATAL, s->path, 0, 0, "STORE-DAMAGED",
                  "the store is damaged (%s); restore it from a copy", what);
}

enum status sql_damaged_row(struct store *s, const char *table, int64_t id, const char *what, struct err *err)
{
    char text[128];

    snprintf(text, sizeof(text), "row %lld of %s: %s", (long long)id, table, what);
    return sql_damaged(s, text, err);
}

/* SQLite has no codes of their own for a list that is no JSON, and for a table or column that is gone. */
static bool tells_damage(int rc, const char *text)
{
    return rc == SQLITE_NOTADB || rc == SQLITE_CORRUPT ||
           (rc == SQLITE_ERROR &&
            (strncmp(text, "malformed JSON", 14) == 0 || strncmp(text, "no such table", 13) == 0 ||
             strncmp(text, "no such column", 14) == 0 || strncmp(text, "no such index", 13) == 0 ||
             strcmp(text, "integer overflow") == 0));
}

/* Of a store that is doubted, whatever is not the disk's fault is the file's. */
static bool is_made_so(const struct store *s, int rc)
{
    static const int others[] = {SQLITE_BUSY, SQLITE_LOCKED, SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN};

    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        if (rc == others[i])
            return false;
    return s->doubted && (rc != SQLITE_IOERR || sqlite3_extended_errcode(s->db) == SQLITE_IOERR_SHORT_READ);
}

enum status sql_fail(struct store *s, struct err *err)
{
    int rc = sqlite3_errcode(s->db) & 0xff;
    const char *text = sqlite3_errmsg(s->db);

    if (s->doubted && s->budget < 0)
        return sql_damaged(s, "reading it takes far more work than its size explains", err);
    if (is_made_so(s, rc))
        return sql_damaged(s, text, err);

    if (disk_is_full(s, rc))
        return err_at(err, ST_FATAL, s->path, 0, 0, "STORE-FULL",
                      "the disk is full; %s. Make room beside the store (the dump's size is a fair "
                      "guess) and run again",
                      what_is_left(s));
    if (tells_damage(rc, text))
        return sql_damaged(s, text, err);
    switch (rc) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return err_at(err, ST_FATAL, s->path, 0, 0, "STORE-LOCKED",
                      "another run is using this store; wait for it to end, then run again");
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return err_at(err, ST_FATAL, s->path, 0, 0, "STORE-READONLY",
                      "the store cannot be written (%s); look at the permissions of the file and its folder",
                      text);
    case SQLITE_CANTOPEN:
        return err_at(err, ST_FATAL, s->path, 0, 0, "STORE-OPEN",
                      "cannot be opened (%s); look at the path and the permissions of its folder",
                      strerror(sqlite3_system_errno(s->db)));
    case SQLITE_IOERR:
        if (sqlite3_extended_errcode(s->db) == SQLITE_IOERR_DIR_FSYNC) /* the journal is gone */
            return err_at(err, ST_FATAL, s->path, 0, 0, "STORE-IO",
                          "the disk failed at the very end (%s): whether the change is kept is not "
                          "certain. Look at the system's log, then run the same again",
                          strerror(sqlite3_system_errno(s->db)));
        return err_at(err, ST_FATAL, s->path, 0, 0, "STORE-IO",
                      "the disk failed: %s (%s); %s. Look at the system's log", text,
                      strerror(sqlite3_system_errno(s->db)), what_is_left(s));
    case SQLITE_CONSTRAINT:
        return err_at(err, ST_FATAL, s->path, 0, 0, "STORE-CONSTRAINT",
                      "what was to be stored does not fit what is there (%s); %s. Either "
                      "another program edited the store, or this is a fault: restore it from a copy "
                      "and run again; report it if it recurs",
                      text, what_is_left(s));
    default:
        return err_at(err, ST_FATAL, s->path, 0, 0, "STORE-SQL",
                      "the database refused: %s (%d); please report this", text,
                      sqlite3_extended_errcode(s->db));
    }
}

enum status sql_exec(struct store *s, const char *text, struct err *err)
{
    return sqlite3_exec(s->db, text, NULL, NULL, NULL) == SQLITE_OK ? ST_OK : sql_fail(s, err);
}

enum status sql_prepare(struct store *s, const char *text, struct sqlite3_stmt **out, struct err *err)
{
    int rc = sqlite3_prepare_v3(s->db, text, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);

    return rc == SQLITE_OK ? ST_OK : sql_fail(s, err);
}

/* What finalize returns is the error of the last step, which was seen there. */
void sql_free(struct sqlite3_stmt *q)
{
    (void)sqlite3_finalize(q);
}

enum status sql_prepare_all(struct store *s, const char *const *texts, size_t n, struct sqlite3_stmt **out,
                            struct err *err)
{
    enum status st = ST_OK;

    for (size_t i = 0; i < n && st == ST_OK; i++) {
        assert(texts[i] != NULL);
        st = sql_prepare(s, texts[i], &out[i], err);
    }
    return st;
}

void sql_free_all(struct sqlite3_stmt **q, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        sql_free(q[i]);
        q[i] = NULL;
    }
}

/* Binding fails only on a wrong index, on a statement that runs, on texts above SQLite's limit (1
 * GB, far above EVENT_MAX_RECORD), and without memory. */
static void bound(int rc)
{
    assert(rc == SQLITE_OK);
    (void)rc;
}

void sql_int(struct sqlite3_stmt *q, int i, int64_t v)
{
    bound(sqlite3_bind_int64(q, i, v));
}

void sql_null(struct sqlite3_stmt *q, int i)
{
    bound(sqlite3_bind_null(q, i));
}

void sql_texts(struct sqlite3_stmt *q, int i, struct slice text)
{
    const char *p = text.n > 0 ? (const char *)text.p : "";

    bound(sqlite3_bind_text64(q, i, p, text.n, SQLITE_STATIC, SQLITE_UTF8));
}

void sql_copy(struct sqlite3_stmt *q, int i, struct slice text)
{
    const char *p = text.n > 0 ? (const char *)text.p : "";

    bound(sqlite3_bind_text64(q, i, p, text.n, SQLITE_TRANSIENT, SQLITE_UTF8));
}

void sql_text(struct sqlite3_stmt *q, int i, struct slice text)
{
    if (text.n == 0)
        sql_null(q, i);
    else
        sql_texts(q, i, text);
}

void sql_blob(struct sqlite3_stmt *q, int i, const void *p, size_t n)
{
    bound(sqlite3_bind_blob64(q, i, n > 0 ? p : "", n, SQLITE_STATIC));
}

void sql_time(struct sqlite3_stmt *q, int i, int64_t at)
{
    if (at == STAMP_UNKNOWN)
        sql_null(q, i);
    else
        sql_int(q, i, at);
}

enum status sql_step(struct store *s, struct sqlite3_stmt *q, struct err *err)
{
    int rc = sqlite3_step(q);
    enum status st;

    if (rc == SQLITE_ROW)
        return ST_OK;
    st = rc == SQLITE_DONE ? ST_END : sql_fail(s, err);
    sql_reset(q);
    return st;
}

/* What reset returns is the error of the last step, which was seen there. */
void sql_reset(struct sqlite3_stmt *q)
{
    (void)sqlite3_reset(q);
}

enum status sql_run(struct store *s, struct sqlite3_stmt *q, struct err *err)
{
    enum status st = sql_step(s, q, err);

    assert(st != ST_OK);
    return st == ST_END ? ST_OK : st;
}

int64_t sql_changes(struct store *s)
{
    return sqlite3_changes64(s->db);
}

enum status sql_one(struct store *s, struct sqlite3_stmt *q, int64_t *out, struct err *err)
{
    enum status st = sql_step(s, q, err);

    if (st == ST_OK) {
        *out = sql_column_int(q, 0);
        sql_reset(q);
    }
    return st;
}

enum status sql_run_text(struct store *s, const char *text, const int64_t *numbers, size_t n, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_prepare(s, text, &q, err);

    for (size_t i = 0; i < n && st == ST_OK; i++)
        sql_int(q, (int)i + 1, numbers[i]);
    if (st == ST_OK)
        st = sql_run(s, q, err);
    sql_free(q);
    return st;
}

enum status sql_one_text(struct store *s, const char *text, int64_t *out, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_prepare(s, text, &q, err);

    if (st == ST_OK)
        st = sql_one(s, q, out, err);
    sql_free(q);
    return st;
}

int64_t sql_column_int(struct sqlite3_stmt *q, int i)
{
    return sqlite3_column_int64(q, i);
}

int64_t sql_column_time(struct sqlite3_stmt *q, int i)
{
    return sql_column_null(q, i) ? STAMP_UNKNOWN : sqlite3_column_int64(q, i);
}

enum stamp_resolution sql_column_resolution(struct sqlite3_stmt *q, int i)
{
    int64_t resolution = sqlite3_column_int64(q, i) & 7;

    return resolution > STAMP_RES_NS ? STAMP_RES_NS : (enum stamp_resolution)resolution;
}

bool sql_column_null(struct sqlite3_stmt *q, int i)
{
    return sqlite3_column_type(q, i) == SQLITE_NULL;
}

struct slice sql_column(struct sqlite3_stmt *q, int i)
{
    const unsigned char *p = sqlite3_column_blob(q, i);

    return (struct slice){p, (size_t)sqlite3_column_bytes(q, i)};
}

bool sql_columns_count(struct sqlite3_stmt *q, int i, int n)
{
    while (n-- > 0)
        if (sql_column_int(q, i++) < 0)
            return false;
    return true;
}

bool sql_columns_utf8(struct sqlite3_stmt *q, int i, int n)
{
    while (n-- > 0) {
        struct slice text = sql_column(q, i++);

        if (utf8_valid(text) < text.n)
            return false;
    }
    return true;
}

const char *sql_column_text(struct sqlite3_stmt *q, int i)
{
    const unsigned char *p = sqlite3_column_text(q, i);

    return p != NULL ? (const char *)p : "";
}

void sql_column_bytes(struct sqlite3_stmt *q, int i, void *out, size_t n)
{
    struct slice s = sql_column(q, i);

    memset(out, 0, n);
    if (s.n > 0)
        memcpy(out, s.p, s.n < n ? s.n : n);
}
