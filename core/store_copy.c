/* store_copy: a store as a file of its own.  See store_copy.h. */
#include <string.h>

#include <sqlite3.h>

#include "mem.h"
#include "store_copy.h"
#include "store_schema.h"

/* Tables that are not copied as they are; NULL: no row of them is. */
static const struct {
    const char *table, *rows;
} others[] = {
    {"meta", "SELECT name,value FROM old.meta WHERE name<>'pepper'"},
    {"entry", "SELECT idx,event,act,x'',x'' FROM old.entry ORDER BY idx"},
    {"erased", NULL},
    {"tile", NULL},
};

static enum status configure(struct store *to, const char *from, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st;

    if (sqlite3_db_config(to->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL) != SQLITE_OK)
        return sql_fail(to, err);
    st = sql_exec(to,
                  "PRAGMA page_size=4096; PRAGMA cache_size=-24000; PRAGMA temp_store=FILE;"
                  "PRAGMA secure_delete=ON; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
                  "PRAGMA mmap_size=0;",
                  err);
    if (st == ST_OK)
        st = sql_prepare(to, "ATTACH ?1 AS old", &q, err);
    if (st == ST_OK) {
        sql_text(q, 1, slice_text(from));
        st = sql_run(to, q, err);
    }
    sql_free(q);
    return st;
}

/* Rows come in order of the key: of a table without a rowid, that is how they lie. */
static enum status copy_table(void *ctx, const char *name, const char *text, struct err *err)
{
    struct store *to = ctx;
    bool by_key = strstr(text, "WITHOUT ROWID") != NULL;
    struct buf b;
    enum status st;

    buf_init(&b, BUF_CAP);
    buf_format(&b, "INSERT INTO main.%s SELECT * FROM old.%s%s", name, name, by_key ? "" : " ORDER BY rowid");
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        if (strcmp(others[i].table, name) != 0)
            continue;
        buf_clear(&b);
        if (others[i].rows != NULL)
            buf_format(&b, "INSERT INTO main.%s %s", name, others[i].rows);
    }
    st = b.n > 0 ? sql_exec(to, buf_string(&b), err) : ST_OK;
    buf_release(&b);
    return st;
}

/* Indexes come last: their pages lie together then, and are filled. */
static enum status fill(struct store *to, struct err *err)
{
    enum status st = sql_exec(to, "BEGIN", err);

    if (st == ST_OK)
        st = schema_make(to, "TABLE", err);
    if (st == ST_OK)
        st = schema_each_table(copy_table, to, err);
    if (st == ST_OK)
        st = schema_make(to, "INDEX", err);
    if (st == ST_OK)
        st = schema_make(to, "UNIQUE INDEX", err);
    if (st == ST_OK)
        st = schema_make(to, "VIEW", err);
    if (st == ST_OK)
        st = sql_exec(to, "PRAGMA application_id=0x5442424b", err);
    if (st == ST_OK)
        st = schema_stamp(to, err);
    return st == ST_OK ? sql_exec(to, "COMMIT; DETACH old", err) : st;
}

enum status store_copy(struct store *s, const char *path, struct err *err)
{
    struct store to = {.path = mem_text(path), .mode = STORE_WRITE, .ahead = -1};
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    enum status st = ST_OK;
    int rc;

    if (sqlite3_open_v2(path, &to.db, flags, NULL) != SQLITE_OK)
        st = sql_fail(&to, err);
    if (st == ST_OK)
        st = configure(&to, s->path, err);
    if (st == ST_OK)
        st = fill(&to, err);
    rc = sqlite3_close(to.db);
    if (st == ST_OK && rc != SQLITE_OK)
        st = sql_damaged(s, "its copy cannot be closed", err);
    mem_free(to.path);
    return st;
}
