/* store_doubt: a store that others may have made.  See store_doubt.h.
 *
 * After https://sqlite.org/security.html, "Untrusted SQLite Database Files".
 */
#define _XOPEN_SOURCE 700 /* realpath */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <sqlite3.h>

#include "event.h"
#include "store_doubt.h"
#include "store_schema.h"

#define MEMORY_MOST  ((int64_t)512 << 20) /* bytes that SQLite may take */
#define STEPS        100000               /* of SQLite's machine between two looks at the budget */
#define BUDGET       2000                 /* such looks, and one more for so many bytes: */
#define BUDGET_BYTES 4096
#define SCHEMA_TEXTS 100 /* more than this program makes */
#define FAULTS       20  /* of the file, that are told */

static const char magic[16] = "SQLite format 3";

static bool read_head(const char *path, unsigned char head[100])
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : pread(fd, head, 100, 0);

    if (fd >= 0)
        close(fd);
    return n == 100;
}

bool store_doubt_is(const char *path)
{
    unsigned char head[100];

    return read_head(path, head) && memcmp(head, magic, sizeof(magic)) == 0;
}

bool store_doubt_tells(const struct err *e)
{
    static const char *const codes[] = {"STORE-DAMAGED", "STORE-NOT-DB", "STORE-FOREIGN",
                                        "STORE-NEWER",   "STORE-OLDER",  "STORE-SCHEMA"};

    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
        if (strcmp(e->code, codes[i]) == 0)
            return true;
    return false;
}

/* Reading as a log would make files beside it. */
static enum status check_head(const char *path, struct err *err)
{
    unsigned char head[100];

    if (!read_head(path, head) || memcmp(head, magic, sizeof(magic)) != 0)
        return err_at(err, ST_FATAL, path, 0, 0, "STORE-NOT-DB", "is no store, nor any SQLite database");
    if (head[18] == 1 && head[19] == 1)
        return ST_OK;
    return err_at(
        err, ST_FATAL, path, 0, 0, "STORE-DAMAGED",
        "the store is damaged (its journal is of a kind that no trailbook uses); restore it from a copy");
}

static int spend(void *of)
{
    struct store *s = of;

    return --s->budget < 0;
}

/* Each is a setting that SQLite knows, so a refusal is a fault of this program. */
static enum status restrain(struct store *s, int64_t bytes, struct err *err)
{
    static const struct {
        int option, value;
    } options[] = {{SQLITE_DBCONFIG_DEFENSIVE, 1},
                   {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                   {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
                   {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
                   {SQLITE_DBCONFIG_DQS_DDL, 0},
                   {SQLITE_DBCONFIG_DQS_DML, 0},
                   {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0}};
    static const struct {
        int limit, value;
    } limits[] = {{SQLITE_LIMIT_LENGTH, 8 * (int)EVENT_MAX_RECORD},
                  {SQLITE_LIMIT_ATTACHED, 0},
                  {SQLITE_LIMIT_SQL_LENGTH, 100000},
                  {SQLITE_LIMIT_EXPR_DEPTH, 100},
                  {SQLITE_LIMIT_TRIGGER_DEPTH, 1}};

    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
        if (sqlite3_db_config(s->db, options[i].option, options[i].value, NULL) != SQLITE_OK)
            return sql_fail(s, err);
    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
        (void)sqlite3_limit(s->db, limits[i].limit, limits[i].value);
    (void)sqlite3_hard_heap_limit64(MEMORY_MOST);
    s->budget = BUDGET + bytes / BUDGET_BYTES;
    sqlite3_progress_handler(s->db, STEPS, spend, s);
    return sql_exec(s,
                    "PRAGMA cell_size_check=ON; PRAGMA mmap_size=0;"
                    "PRAGMA cache_size=-24000; PRAGMA temp_store=FILE; BEGIN",
                    err);
}

static enum status look(struct store *s, struct err *err)
{
    int64_t application = 0;
    enum status st = sql_one_text(s, "PRAGMA application_id", &application, err);

    if (st == ST_OK && application != STORE_APPLICATION)
        return err_at(err, ST_FATAL, s->path, 0, 0, "STORE-FOREIGN", "is a database of another program");
    if (st == ST_OK)
        st = sql_one_text(s, "PRAGMA user_version", &s->version, err);
    if (st != ST_OK || s->version == STORE_VERSION)
        return st;
    if (s->version > STORE_VERSION)
        return err_at(err, ST_FATAL, s->path, 0, 0, "STORE-NEWER",
                      "was written by a newer trailbook (store version %lld, this program knows %d); "
                      "use that program",
                      (long long)s->version, STORE_VERSION);
    return err_at(
        err, ST_FATAL, s->path, 0, 0, "STORE-OLDER",
        "was written by an older trailbook (store version %lld, now it is %d); seal it, which brings it "
        "up to date, and verify it then",
        (long long)s->version, STORE_VERSION);
}

/* A file that is cut off is one whose pages are fewer than its head says. */
static enum status check_length(struct store *s, int64_t bytes, struct err *err)
{
    int64_t pages = 0, size = 0;
    enum status st = sql_one_text(s, "SELECT count(*) FROM sqlite_schema", &pages, err);

    if (st == ST_OK)
        st = sql_one_text(s, "PRAGMA page_count", &pages, err);
    if (st == ST_OK)
        st = sql_one_text(s, "PRAGMA page_size", &size, err);
    if (st != ST_OK || bytes == pages * size)
        return st;
    return sql_damaged(s, "its length is not that of its pages", err);
}

static enum status open_at(struct store *s, const char *path, struct err *err)
{
    int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
                SQLITE_OPEN_EXRESCODE;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    int64_t bytes = fd < 0 ? 0 : (int64_t)lseek(fd, 0, SEEK_END);
    enum status st;

    if (fd >= 0)
        close(fd);
    if (sqlite3_open_v2(path, &s->db, flags, NULL) != SQLITE_OK)
        return sql_fail(s, err);
    st = restrain(s, bytes, err);
    if (st == ST_OK)
        st = look(s, err);
    return st == ST_OK ? check_length(s, bytes, err) : st;
}

enum status store_doubt_open(const char *path, struct store **out, struct err *err)
{
    enum status st = check_head(path, err);
    struct store *s;
    char *real;

    if (st != ST_OK)
        return st;
    real = realpath(path, NULL); /* no link stands in it, nor a name that SQLite takes for more than that */
    if (real == NULL)
        return err_at(err, ST_FATAL, path, 0, 0, "STORE-OPEN", "cannot be opened: %s", strerror(errno));
    s = mem_zero(1, sizeof(*s));
    s->path = mem_text(path);
    s->ahead = -1;
    s->mode = STORE_READ;
    s->doubted = true;
    st = open_at(s, real, err);
    free(real);
    if (st == ST_OK)
        *out = s;
    else
        store_close(s);
    return st;
}

/* As many as are told. */
static enum status check_pages(struct store *s, store_doubt_found *found, void *ctx, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_prepare(s, "PRAGMA integrity_check(" SQL_NUMBER(FAULTS) ")", &q, err);

    while (st == ST_OK && (st = sql_step(s, q, err)) == ST_OK) {
        struct err e = ERR_INIT;

        if (slice_is(sql_column(q, 0), "ok"))
            continue;
        (void)sql_damaged(s, sql_column_text(q, 0), &e);
        found(ctx, false, &e);
    }
    sql_free(q);
    return st == ST_END ? ST_OK : st;
}

/* What a text creates: "event" of "CREATE TABLE event(". */
static struct slice created(const char *text)
{
    static const char *const words[] = {"CREATE ", "UNIQUE ", "TABLE ", "INDEX ", "VIEW ", "TRIGGER "};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strncmp(text, words[i], strlen(words[i])) == 0)
            text += strlen(words[i]);
    return (struct slice){(const unsigned char *)text, strcspn(text, " (")};
}

static bool is_view(const char *text)
{
    return strncmp(text, "CREATE VIEW ", 12) == 0;
}

static void tell_schema(struct store *s, store_doubt_found *found, void *ctx, bool warning, struct slice name,
                        const char *what)
{
    struct err e = ERR_INIT;

    err_at(&e, ST_FATAL, s->path, 0, 0, "STORE-SCHEMA", "%.*s %s", (int)(name.n < 100 ? name.n : 100),
           (const char *)name.p, what);
    found(ctx, warning, &e);
}

/* Whatever has the name of what this program makes is that. */
static void compare_one(struct store *s, struct slice name, struct slice text, bool *seen,
                        store_doubt_found *found, void *ctx)
{
    for (size_t i = 0; schema_text(i) != NULL; i++) {
        assert(i < SCHEMA_TEXTS);
        if (!slice_equal(created(schema_text(i)), name))
            continue;
        seen[i] = true;
        if (slice_equal(text, slice_text(schema_text(i))))
            return;
        tell_schema(
            s, found, ctx, is_view(schema_text(i)), name,
            "is not as this program makes it; restore the store from a copy, or find out who changed it");
        return;
    }
    tell_schema(s, found, ctx, true, name, "is in the store, and trailbook did not make it");
}

static enum status compare_schema(struct store *s, store_doubt_found *found, void *ctx, struct err *err)
{
    bool seen[SCHEMA_TEXTS] = {false};
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_prepare(
        s, "SELECT name,sql FROM sqlite_schema WHERE NOT(type='index' AND sql IS NULL) ORDER BY name", &q,
        err);

    while (st == ST_OK && (st = sql_step(s, q, err)) == ST_OK)
        compare_one(s, sql_column(q, 0), sql_column(q, 1), seen, found, ctx);
    for (size_t i = 0; schema_text(i) != NULL && st == ST_END; i++)
        if (!seen[i] && !is_view(schema_text(i)))
            tell_schema(s, found, ctx, false, created(schema_text(i)),
                        "is missing; restore the store from a copy");
    sql_free(q);
    return st == ST_END ? ST_OK : st;
}

enum status store_doubt_check(struct store *s, store_doubt_found *found, void *ctx, struct err *err)
{
    enum status st = compare_schema(s, found, ctx, err);

    return st == ST_OK ? check_pages(s, found, ctx, err) : st;
}

/* Events of which no entry is made. */
#define UNSEALED "event WHERE id NOT IN (SELECT event FROM entry WHERE event IS NOT NULL)"
#define BEFORE   " AND id<=(SELECT coalesce(max(value),0) FROM meta WHERE name='sealed_event')"

enum status store_doubt_count(struct store *s, struct store_doubt *out, struct err *err)
{
    static const char *const texts[] = {"PRAGMA page_count",
                                        "SELECT count(*) FROM " UNSEALED,
                                        "SELECT count(*) FROM entry",
                                        "SELECT count(*) FROM tile",
                                        "SELECT count(*) FROM " UNSEALED BEFORE,
                                        "SELECT coalesce(min(id),0) FROM " UNSEALED BEFORE};
    int64_t n[6] = {0};
    enum status st = ST_OK;

    for (size_t i = 0; i < 6 && st == ST_OK; i++)
        st = sql_one_text(s, texts[i], &n[i], err);
    *out = (struct store_doubt){.pages = (uint64_t)n[0],
                                .unsealed = (uint64_t)n[1],
                                .entries = (uint64_t)n[2],
                                .tiles = (uint64_t)n[3],
                                .hidden = (uint64_t)n[4],
                                .first = n[5]};
    return st;
}
