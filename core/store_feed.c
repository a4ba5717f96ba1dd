/* store_feed: rows of C memory as a virtual table.  See store_feed.h and https://sqlite.org/vtab.html.
 *
 * It is eponymous only: in no schema.
 */
#include <string.h>

#include <sqlite3.h>

#include "store_feed.h"

struct feed_table {
    sqlite3_vtab base; /* first, as SQLite asks */
    const struct feed *feed;
};

struct feed_cursor {
    sqlite3_vtab_cursor base; /* first, as SQLite asks */
    size_t row;
};

static const struct feed *feed_of(const sqlite3_vtab_cursor *c)
{
    return ((const struct feed_table *)(const void *)c->pVtab)->feed;
}

static struct feed_cursor *cursor_of(sqlite3_vtab_cursor *c)
{
    return (struct feed_cursor *)(void *)c;
}

static int feed_connect(sqlite3 *db, void *aux, int argc, const char *const *argv, sqlite3_vtab **out,
                        char **text)
{
    const struct feed *f = aux;
    struct feed_table *t;
    int rc = sqlite3_declare_vtab(db, f->columns);

    (void)argc;
    (void)argv;
    (void)text;
    if (rc != SQLITE_OK)
        return rc;
    t = mem_zero(1, sizeof(*t));
    t->feed = f;
    *out = &t->base;
    return SQLITE_OK;
}

static int feed_disconnect(sqlite3_vtab *t)
{
    mem_free(t);
    return SQLITE_OK;
}

static int feed_plan(sqlite3_vtab *t, sqlite3_index_info *info)
{
    (void)t;
    info->estimatedCost = 1000;
    info->estimatedRows = 1000;
    return SQLITE_OK;
}

static int feed_start(sqlite3_vtab *t, sqlite3_vtab_cursor **out)
{
    struct feed_cursor *c = mem_zero(1, sizeof(*c));

    (void)t;
    *out = &c->base;
    return SQLITE_OK;
}

static int feed_stop(sqlite3_vtab_cursor *c)
{
    mem_free(c);
    return SQLITE_OK;
}

static int feed_filter(sqlite3_vtab_cursor *c, int number, const char *text, int argc, sqlite3_value **argv)
{
    (void)number;
    (void)text;
    (void)argc;
    (void)argv;
    cursor_of(c)->row = 0;
    return SQLITE_OK;
}

static int feed_next(sqlite3_vtab_cursor *c)
{
    cursor_of(c)->row++;
    return SQLITE_OK;
}

static int feed_end(sqlite3_vtab_cursor *c)
{
    return cursor_of(c)->row >= feed_of(c)->n;
}

static int feed_column(sqlite3_vtab_cursor *c, sqlite3_context *to, int column)
{
    const struct feed *f = feed_of(c);

    f->column(f, cursor_of(c)->row, column, to);
    return SQLITE_OK;
}

static int feed_rowid(sqlite3_vtab_cursor *c, sqlite3_int64 *out)
{
    *out = (sqlite3_int64)cursor_of(c)->row;
    return SQLITE_OK;
}

/* No xCreate: the table exists by its name alone. */
static const sqlite3_module module = {
    .xConnect = feed_connect,
    .xBestIndex = feed_plan,
    .xDisconnect = feed_disconnect,
    .xDestroy = feed_disconnect,
    .xOpen = feed_start,
    .xClose = feed_stop,
    .xFilter = feed_filter,
    .xNext = feed_next,
    .xEof = feed_end,
    .xColumn = feed_column,
    .xRowid = feed_rowid,
};

enum status feed_open(struct store *s, struct feed *f, struct err *err)
{
    int rc = sqlite3_create_module(s->db, f->name, &module, f);

    return rc == SQLITE_OK ? ST_OK : sql_fail(s, err);
}

/* Removing fails only without memory; then the name stays, and nothing reads it. */
void feed_close(struct store *s, struct feed *f)
{
    (void)sqlite3_create_module(s->db, f->name, NULL, NULL);
}

void feed_int(struct sqlite3_context *to, int64_t v)
{
    sqlite3_result_int64(to, v);
}

void feed_texts(struct sqlite3_context *to, struct slice text)
{
    const char *p = text.n > 0 ? (const char *)text.p : "";

    sqlite3_result_text64(to, p, text.n, SQLITE_STATIC, SQLITE_UTF8);
}

void feed_text(struct sqlite3_context *to, struct slice text)
{
    if (text.n > 0)
        feed_texts(to, text);
}

void feed_blob(struct sqlite3_context *to, const void *p, size_t n)
{
    sqlite3_result_blob64(to, p, n, SQLITE_STATIC);
}
