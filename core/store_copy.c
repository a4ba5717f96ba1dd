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
    {"public_id", NULL},
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

/* A dump of which something was erased is known by a mark, and told by its being one: here the number of its
 * first reading stands for both. */
#define NUMBERED(id) "CAST(printf('%032d'," id ") AS BLOB)"
static enum status number_dumps(struct store *to, struct err *err)
{
    return sql_exec(
        to,
        "INSERT INTO main.erased SELECT " NUMBERED(
            "min(id)") " FROM old.import"
                       " WHERE dump IN (SELECT mark FROM old.erased) GROUP BY dump;"
                       "UPDATE main.import SET dump=" NUMBERED("(SELECT min(j.id) FROM old.import j WHERE "
                                                               "j.dump=import.dump)") " WHERE dump IN "
                                                                                      "(SELECT mark FROM "
                                                                                      "old.erased)",
        err);
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
        st = number_dumps(to, err);
    if (st == ST_OK)
        st = schema_make(to, "INDEX", err);
    if (st == ST_OK)
        st = schema_make(to, "UNIQUE INDEX", err);
    if (st == ST_OK)
        st = schema_make(to, "TRIGGER", err);
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
    (void)sqlite3_db_release_memory(s->db); /* whoever reads the copy now has a cache of his own */
    return st;
}

/* One finding is enough. */
static enum status check_pages(struct store *s, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_exec(s, "PRAGMA cell_size_check=ON", err);

    if (st == ST_OK)
        st = sql_prepare(s, "PRAGMA integrity_check(1)", &q, err);
    if (st == ST_OK)
        st = sql_step(s, q, err);
    if (st == ST_OK && !slice_is(sql_column(q, 0), "ok"))
        st = sql_damaged(s, "its pages or indexes are not sound", err);
    sql_free(q);
    return st == ST_END ? sql_damaged(s, "its pages cannot be checked", err) : st;
}

enum status store_copy_open(const char *path, struct store **out, struct err *err)
{
    struct store *s = NULL;
    bool stands = false;
    enum status st = store_open(path, STORE_READ, &s, err);

    if (st == ST_OK && s->older)
        st = err_at(err, ST_FAIL, path, 0, 0, "STORE-VERSION", "is of an earlier version of trailbook");
    if (st == ST_OK)
        st = schema_stands(s, true, &stands, err);
    if (st == ST_OK && !stands)
        st = sql_damaged(s, "its tables are not those that trailbook makes", err);
    if (st == ST_OK)
        st = check_pages(s, err);
    if (st == ST_OK)
        *out = s;
    else
        store_close(s);
    return st;
}

enum status store_copy_unsealed(struct store *s, uint64_t *n, struct err *err)
{
    int64_t events = 0;
    enum status st = sql_one_text(
        s, "SELECT count(*) FROM event e WHERE NOT EXISTS(SELECT 1 FROM entry n WHERE n.event=e.id)", &events,
        err);

    *n = (uint64_t)events;
    return st;
}
