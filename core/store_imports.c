/* store_imports: imports and rejects, as rows.  See store_imports.h. */
#include "store_imports.h"
#include "store_schema.h"
#include "utf8.h"

struct store_imports {
    struct store *s;
    struct sqlite3_stmt *q;
    struct store_import_row row;
};

#define COLUMN(name)  "i." #name ","
#define COUNTS        IMPORT_COUNTS(COLUMN)
#define ADDRESS(name) &c->name,

/* An import alone, for what tells of no other reading; not to sort all imports for each of them. */
#define ALONE "(SELECT id,id AS first,id AS last,iif(window_from IS NULL,NULL,id) AS claim FROM import)"

static enum status open_imports(struct store *s, const char *readings, const char *which,
                                struct store_imports **out, struct err *err)
{
    struct store_imports *c = mem_zero(1, sizeof(*c));
    struct buf sql;
    enum status st;

    c->s = s;
    buf_init(&sql, BUF_CAP);
    buf_format(
        &sql,
        "SELECT i.id,s.name,i.name,i.profile,i.title,i.reader,i.tool,i.notes,s.rule,"
        "i.profile_digest,i.dump,i.bytes,i.done_at,i.window_from,i.window_to,i.part_of,s.id," COUNTS
        "i.first_at,i.last_at,i.zone,i.retry_profile,i.retry_digest,i.id=r.last,i.removed,r.first,r.claim,"
        "c.window_from,c.window_to,i.dump IN (SELECT mark FROM erased) FROM import i JOIN source s ON "
        "s.id=i.source"
        " JOIN %s r ON r.id=i.id LEFT JOIN import c ON c.id=r.claim %s",
        readings, which);
    st = sql_prepare(s, buf_string(&sql), &c->q, err);
    buf_release(&sql);
    if (st == ST_OK)
        *out = c;
    else
        store_imports_close(c);
    return st;
}

enum status store_imports_open(struct store *s, struct store_imports **out, struct err *err)
{
    return open_imports(
        s, IMPORT_READINGS,
        "ORDER BY s.name,iif(max(i.window_from) OVER (PARTITION BY i.source) IS NULL,NULL,i.id),"
        "min(i.first_at) OVER (PARTITION BY r.first),i.dump,i.id",
        out, err);
}

enum status store_import_get(struct store *s, int64_t import, struct store_imports **out, struct err *err)
{
    enum status st = open_imports(s, ALONE, "WHERE i.id=?1", out, err);

    if (st == ST_OK)
        sql_int((*out)->q, 1, import);
    return st;
}

#define STALE_DUMPS                                                                                          \
    "JOIN (SELECT DISTINCT d.source,d.bytes,d.dump FROM import d WHERE d.id IN"                              \
    " (SELECT import FROM event WHERE (flags&" FLAG_STALE ")<>0)) x"                                         \
    " ON x.source=i.source AND x.bytes=i.bytes AND x.dump=i.dump"                                            \
    " WHERE ?1 IN (0,i.source) AND i.id=r.last ORDER BY s.name,i.first_at,i.dump"

enum status store_imports_stale(struct store *s, int64_t source, struct store_imports **out, struct err *err)
{
    enum status st = open_imports(s, IMPORT_READINGS, STALE_DUMPS, out, err);

    if (st == ST_OK)
        sql_int((*out)->q, 1, source);
    return st;
}

static void take_info(struct sqlite3_stmt *q, struct store_import *info)
{
    *info = (struct store_import){
        .id = sql_column_int(q, 0),
        .source = sql_column_text(q, 1),
        .name = sql_column_text(q, 2),
        .profile = sql_column_text(q, 3),
        .title = sql_column_text(q, 4),
        .reader = sql_column_text(q, 5),
        .tool = sql_column_text(q, 6),
        .notes = sql_column_text(q, 7),
        .zone = sql_column_text(q, 35),
        .retry_profile = sql_column_text(q, 36),
        .bytes = (uint64_t)sql_column_int(q, 11),
        .done_at = sql_column_int(q, 12),
        .has_window = !sql_column_null(q, 13),
        .window_from = sql_column_int(q, 13),
        .window_to = sql_column_int(q, 14),
        .part_of = sql_column_int(q, 15),
        .removed = (uint64_t)sql_column_int(q, 39),
        .dump_erased = sql_column_int(q, 44) != 0,
    };
    sql_column_bytes(q, 8, info->rule, DIGEST_SIZE);
    sql_column_bytes(q, 9, info->profile_digest, DIGEST_SIZE);
    sql_column_bytes(q, 10, info->dump, DIGEST_SIZE);
    sql_column_bytes(q, 37, info->retry_digest, DIGEST_SIZE);
}

/* A window that is one, no count below 0, and texts of ours or of profiles: a dump's name may be any bytes,
 * and so may what its reader found. */
static enum status check_import(struct store_imports *c, struct err *err)
{
    struct sqlite3_stmt *q = c->q;
    bool holds = sql_column_int(q, 11) >= 0 && sql_column_int(q, 39) >= 0 && sql_columns_count(q, 17, 16);

    if (!sql_column_null(q, 13))
        holds = holds && sql_column_int(q, 13) <= sql_column_int(q, 14) &&
                sql_column_int(q, 13) >= stamp_midnight(INT64_MIN); /* the first time that a stamp holds */
    if (!holds)
        return sql_damaged(c->s, "an import with a window or count that none has", err);
    if (!sql_columns_utf8(q, 1, 1) || !sql_columns_utf8(q, 3, 2) || !sql_columns_utf8(q, 6, 2) ||
        !sql_columns_utf8(q, 35, 2))
        return sql_damaged_row(c->s, "import", sql_column_int(q, 0), "a text that is no UTF-8", err);
    return ST_OK;
}

static void take_counts(struct sqlite3_stmt *q, struct import_counts *c)
{
    uint64_t *const to[] = {IMPORT_COUNTS(ADDRESS)};

    for (size_t i = 0; i < sizeof(to) / sizeof(to[0]); i++)
        *to[i] = (uint64_t)sql_column_int(q, 17 + (int)i);
    c->first_at = sql_column_time(q, 33);
    c->last_at = sql_column_time(q, 34);
}

enum status store_imports_next(struct store_imports *c, const struct store_import_row **out, struct err *err)
{
    enum status st = sql_step(c->s, c->q, err);

    if (st == ST_OK)
        st = check_import(c, err);
    if (st != ST_OK)
        return st;
    take_info(c->q, &c->row.info);
    take_counts(c->q, &c->row.counts);
    c->row.source_id = sql_column_int(c->q, 16);
    c->row.latest = sql_column_int(c->q, 38) != 0;
    c->row.dump = sql_column_int(c->q, 40);
    c->row.claim = sql_column_int(c->q, 41);
    c->row.claim_from = sql_column_time(c->q, 42);
    c->row.claim_to = sql_column_time(c->q, 43);
    *out = &c->row;
    return ST_OK;
}

void store_imports_close(struct store_imports *c)
{
    if (c == NULL)
        return;
    sql_free(c->q);
    mem_free(c);
}

#define STALE_SHOWN 3 /* dumps that a message names */

enum status store_stale_names(struct store *s, int64_t source, struct buf *names, struct err *err)
{
    struct store_imports *c;
    const struct store_import_row *row;
    uint64_t n = 0;
    enum status st = store_imports_stale(s, source, &c, err);

    if (st != ST_OK)
        return st;
    for (; (st = store_imports_next(c, &row, err)) == ST_OK; n++)
        if (n < STALE_SHOWN)
            buf_format(names, "%s%s", n > 0 ? ", " : "", row->info.name);
    store_imports_close(c);
    if (n > STALE_SHOWN)
        buf_format(names, " and %llu more", (unsigned long long)(n - STALE_SHOWN));
    return st == ST_END ? ST_OK : st;
}

struct store_rejects {
    struct store *s;
    struct sqlite3_stmt *q;
    struct store_reject row;
};

/* The latest export that holds a reject's bytes, unsolved there too. */
#define LATEST                                                                                               \
    " LEFT JOIN (SELECT o.id,max(coalesce(d.part_of,d.id)) OVER (PARTITION BY d.source,o.digest) AS latest"  \
    " FROM reject o JOIN import d ON d.id=o.import WHERE o.retried IS NULL) l ON l.id=r.id"

static enum status open_rejects(struct store *s, const char *raw, const char *which,
                                struct store_rejects **out, struct err *err)
{
    struct store_rejects *c = mem_zero(1, sizeof(*c));
    struct buf sql;
    enum status st;

    c->s = s;
    buf_init(&sql, BUF_CAP);
    buf_format(&sql,
               "SELECT r.id,r.import,r.retried,s.name,i.name,i.reader,i.dump,r.record,r.offset,r.length,"
               "r.line,r.column_at,r.code,r.reason,r.digest,%s,coalesce(i.part_of,i.id),r.around,"
               "iif(l.latest<>coalesce(i.part_of,i.id),(SELECT name FROM import WHERE id=l.latest),NULL),"
               "i.dump IN (SELECT mark FROM erased),r.digest IN (SELECT mark FROM erased)"
               " FROM reject r JOIN import i ON i.id=r.import JOIN source s ON s.id=i.source" LATEST " %s",
               raw, which);
    st = sql_prepare(s, buf_string(&sql), &c->q, err);
    buf_release(&sql);
    if (st == ST_OK)
        *out = c;
    else
        store_rejects_close(c);
    return st;
}

#define REJECT_ORDER "ORDER BY s.name,i.first_at,i.dump,i.profile_digest,i.id,r.offset,r.record"

enum status store_rejects_open(struct store *s, bool unsolved_only, bool with_raw, struct store_rejects **out,
                               struct err *err)
{
    return open_rejects(s, with_raw ? "r.raw" : "NULL",
                        unsolved_only ? "WHERE r.retried IS NULL " REJECT_ORDER : REJECT_ORDER, out, err);
}

/* Sorted as a whole before the first row, so solving them meanwhile changes nothing. */
enum status store_retries_open(struct store *s, struct store_rejects **out, struct err *err)
{
    return open_rejects(s, "r.raw",
                        "WHERE r.retried IS NULL ORDER BY coalesce(i.part_of,i.id),i.id,r.offset,r.record",
                        out, err);
}

/* Earlier imports cut a long reason inside its last character. */
static struct slice readable(struct slice reason)
{
    return (struct slice){reason.p, utf8_valid(reason)};
}

/* A place that a dump can have, and texts as an import writes them. */
static enum status check_reject(struct store_rejects *c, struct err *err)
{
    struct sqlite3_stmt *q = c->q;
    struct slice reason = readable(sql_column(q, 13));
    int64_t id = sql_column_int(q, 0);

    if (!sql_columns_count(q, 7, 5))
        return sql_damaged_row(c->s, "reject", id, "a place below 0", err);
    if (!sql_columns_utf8(q, 3, 1) || !sql_columns_utf8(q, 12, 1) || reason.n + 3 < sql_column(q, 13).n)
        return sql_damaged_row(c->s, "reject", id, "a text that is no UTF-8", err);
    return ST_OK;
}

enum status store_rejects_next(struct store_rejects *c, const struct store_reject **out, struct err *err)
{
    struct sqlite3_stmt *q = c->q;
    enum status st = sql_step(c->s, q, err);

    if (st == ST_OK)
        st = check_reject(c, err);
    if (st != ST_OK)
        return st;
    c->row = (struct store_reject){
        .id = sql_column_int(q, 0),
        .import = sql_column_int(q, 1),
        .solved_by = sql_column_int(q, 2),
        .source = sql_column(q, 3),
        .dump_name = sql_column(q, 4),
        .reader = sql_column(q, 5),
        .reject = {.record = (uint64_t)sql_column_int(q, 7),
                   .offset = (uint64_t)sql_column_int(q, 8),
                   .length = (uint64_t)sql_column_int(q, 9),
                   .line = (uint64_t)sql_column_int(q, 10),
                   .column = (uint64_t)sql_column_int(q, 11),
                   .code = sql_column_text(q, 12),
                   .reason = readable(sql_column(q, 13)),
                   .raw = sql_column(q, 15),
                   .around = (unsigned)sql_column_int(q, 17)},
        .group = sql_column_int(q, 16),
        .also_in = sql_column(q, 18),
        .dump_erased = sql_column_int(q, 19) != 0,
        .erased = sql_column_int(q, 20) != 0,
    };
    sql_column_bytes(q, 6, c->row.dump, DIGEST_SIZE);
    sql_column_bytes(q, 14, c->row.reject.digest, DIGEST_SIZE);
    *out = &c->row;
    return ST_OK;
}

void store_rejects_close(struct store_rejects *c)
{
    if (c == NULL)
        return;
    sql_free(c->q);
    mem_free(c);
}

#define ADD(name) to->name += c->name;

void import_counts_add(struct import_counts *to, const struct import_counts *c)
{
    IMPORT_COUNTS(ADD)
}

enum status store_profile_next(struct store *s, unsigned char after[DIGEST_SIZE], struct buf *text,
                               struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st =
        sql_prepare(s, "SELECT digest,text FROM profile WHERE digest>?1 ORDER BY digest LIMIT 1", &q, err);

    if (st == ST_OK) {
        sql_blob(q, 1, after, DIGEST_SIZE);
        st = sql_step(s, q, err);
    }
    if (st == ST_OK) {
        buf_slice(text, sql_column(q, 1));
        sql_column_bytes(q, 0, after, DIGEST_SIZE);
    }
    sql_free(q);
    return st;
}
