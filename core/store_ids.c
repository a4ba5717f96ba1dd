/* store_ids: events by their public ids.  See store_ids.h. */
#include <string.h>

#include "buf.h"
#include "event_id.h"
#include "mem.h"
#include "store_ids.h"
#include "store_schema.h"
#include "store_sql.h"

#define SHARD   16384 /* events; the texts of the statements have it too */
#define BUCKETS 128
#define TAIL    4 /* bytes of an id behind the first one */
#define CELL    (TAIL + 2)
#define FEW     65536 /* events that are gone through one by one */

struct builder {
    struct store *s;
    struct sqlite3_stmt *read, *put;
    struct digest *digest;
    struct buf buckets[BUCKETS];
};

static void put_cell(struct buf *b, const unsigned char *id, int64_t at)
{
    buf_add(b, id + 1, TAIL);
    buf_byte(b, (unsigned char)(at >> 8));
    buf_byte(b, (unsigned char)at);
}

static enum status read_shard(struct builder *b, int64_t shard, struct err *err)
{
    unsigned char ident[IDENT_SIZE], id[EVENT_ID_BYTES];
    enum status st;

    for (size_t i = 0; i < BUCKETS; i++)
        buf_clear(&b->buckets[i]);
    sql_int(b->read, 1, shard * SHARD);
    sql_int(b->read, 2, (shard + 1) * SHARD);
    while ((st = sql_step(b->s, b->read, err)) == ST_OK) {
        sql_column_bytes(b->read, 1, ident, IDENT_SIZE);
        event_id_bytes(b->digest, ident, (uint32_t)sql_column_int(b->read, 2), id);
        put_cell(&b->buckets[id[0] >> 1], id, sql_column_int(b->read, 0) - shard * SHARD);
    }
    return st == ST_END ? ST_OK : st;
}

static enum status put_row(struct builder *b, int64_t bucket, int64_t shard, struct slice cells,
                           struct err *err)
{
    sql_int(b->put, 1, bucket);
    sql_int(b->put, 2, shard);
    sql_blob(b->put, 3, cells.p, cells.n);
    return sql_run(b->s, b->put, err);
}

/* Bucket -1 tells that the others are there, and hold. */
static enum status build(struct builder *b, int64_t shard, struct err *err)
{
    enum status st = read_shard(b, shard, err);

    for (size_t i = 0; i < BUCKETS && st == ST_OK; i++)
        st = put_row(b, (int64_t)i, shard, buf_view(&b->buckets[i]), err);
    return st == ST_OK ? put_row(b, -1, shard, SLICE(""), err) : st;
}

static enum status build_missing(struct builder *b, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    int64_t shard = 0, next = 0, last = 0;
    enum status st = sql_one_text(b->s, "SELECT value/16384 FROM meta WHERE name='next_event'", &last, err);

    if (st == ST_OK)
        st = sql_prepare(b->s, "SELECT coalesce(min(shard),?1) FROM public_id WHERE bucket=-1 AND shard>=?2",
                         &q, err);
    while (st == ST_OK && shard < last) {
        sql_int(q, 1, last);
        sql_int(q, 2, shard);
        st = sql_one(b->s, q, &next, err);
        for (; shard < next && shard < last && st == ST_OK; shard++)
            st = build(b, shard, err);
        shard++;
    }
    sql_free(q);
    return st;
}

enum status store_ids_settle(struct store *s, struct err *err)
{
    struct builder b = {.s = s, .digest = digest_new()};
    enum status st =
        sql_prepare(s, "SELECT id,ident,n FROM event WHERE id>=?1 AND id<?2 ORDER BY id", &b.read, err);

    for (size_t i = 0; i < BUCKETS; i++)
        buf_init(&b.buckets[i], BUF_CAP);
    if (st == ST_OK)
        st = sql_prepare(s, "INSERT OR REPLACE INTO public_id VALUES(?1,?2,?3)", &b.put, err);
    if (st == ST_OK)
        st = build_missing(&b, err);
    for (size_t i = 0; i < BUCKETS; i++)
        buf_release(&b.buckets[i]);
    sql_free(b.read);
    sql_free(b.put);
    digest_free(b.digest);
    return st;
}

struct search {
    struct store *s;
    struct slice prefix;
    struct digest *digest;
    struct sqlite3_stmt *event; /* of one row */
    int64_t *found;
    bool *several;
};

/* The row of id, ident and n that q stands on. */
static void hold_against(struct search *x, struct sqlite3_stmt *q)
{
    unsigned char ident[IDENT_SIZE];
    char id[EVENT_ID_SIZE];

    sql_column_bytes(q, 1, ident, IDENT_SIZE);
    event_public_id(x->digest, ident, (uint32_t)sql_column_int(q, 2), id);
    if (memcmp(id, x->prefix.p, x->prefix.n) != 0)
        return;
    *x->several = *x->found != 0;
    *x->found = sql_column_int(q, 0);
}

static enum status scan(struct search *x, const char *text, const int64_t *numbers, int n, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_prepare(x->s, text, &q, err);

    for (int i = 0; i < n && st == ST_OK; i++)
        sql_int(q, i + 1, numbers[i]);
    while (st == ST_OK && !*x->several && (st = sql_step(x->s, q, err)) == ST_OK)
        hold_against(x, q);
    sql_free(q);
    return st == ST_END ? ST_OK : st;
}

static enum status look_at(struct search *x, int64_t event, struct err *err)
{
    enum status st;

    sql_int(x->event, 1, event);
    st = sql_step(x->s, x->event, err);
    if (st == ST_OK)
        hold_against(x, x->event);
    sql_reset(x->event);
    return st == ST_END ? ST_OK : st;
}

static enum status look_up(struct search *x, const unsigned char id[5], struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_prepare(x->s,
                                 "SELECT shard,ids FROM public_id p WHERE bucket=?1 AND EXISTS"
                                 "(SELECT 1 FROM public_id c WHERE c.bucket=-1 AND c.shard=p.shard)",
                                 &q, err);

    if (st == ST_OK)
        st = sql_prepare(x->s, "SELECT id,ident,n FROM event WHERE id=?1", &x->event, err);
    if (st == ST_OK)
        sql_int(q, 1, id[0] >> 1);
    while (st == ST_OK && !*x->several && (st = sql_step(x->s, q, err)) == ST_OK) {
        int64_t first = sql_column_int(q, 0) * SHARD;
        struct slice cells = sql_column(q, 1);

        for (size_t i = 0; i + CELL <= cells.n && st == ST_OK; i += CELL)
            if (memcmp(cells.p + i, id + 1, TAIL) == 0)
                st = look_at(x, first + cells.p[i + TAIL] * 256 + cells.p[i + TAIL + 1], err);
    }
    sql_free(q);
    sql_free(x->event);
    return st == ST_END ? ST_OK : st;
}

/* Events that no row tells of: before each shard that has one, and behind the last. */
static enum status scan_rest(struct search *x, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    int64_t range[2] = {0, 0};
    enum status st = sql_prepare(x->s, "SELECT shard FROM public_id WHERE bucket=-1 ORDER BY shard", &q, err);

    while (st == ST_OK && range[1] < INT64_MAX) {
        enum status more = sql_step(x->s, q, err);

        range[1] = more == ST_OK ? sql_column_int(q, 0) * SHARD : INT64_MAX;
        st = more < ST_OK ? more : ST_OK;
        if (st == ST_OK && range[0] < range[1])
            st = scan(x, "SELECT id,ident,n FROM event WHERE id>=?1 AND id<?2", range, 2, err);
        range[0] = range[1] + (more == ST_OK ? SHARD : 0);
    }
    sql_free(q);
    return st;
}

/* Five bytes out of eight digits; false if one is none. */
static bool read_prefix(struct slice prefix, unsigned char out[5])
{
    uint64_t bits = 0;

    for (size_t i = 0; i < 8; i++) {
        unsigned char c = prefix.p[i];

        if (!(c >= 'a' && c <= 'z') && !(c >= '2' && c <= '7'))
            return false;
        bits = bits << 5 | (unsigned)(c >= 'a' ? c - 'a' : c - '2' + 26);
    }
    for (size_t i = 5; i-- > 0; bits >>= 8)
        out[i] = (unsigned char)bits;
    return true;
}

enum status store_ids_find(struct store *s, struct slice prefix, int64_t *event, bool *several,
                           struct err *err)
{
    static const char unlisted[] = "SELECT (SELECT coalesce(max(id),0) FROM event)-16384*count(*)"
                                   " FROM public_id WHERE bucket=-1";
    struct search x = {.s = s, .prefix = prefix, .found = event, .several = several};
    unsigned char id[5];
    int64_t rest = INT64_MAX;
    enum status st = ST_OK;

    *event = 0;
    *several = false;
    if (!read_prefix(prefix, id))
        return ST_OK;
    if (!s->older)
        st = sql_one_text(s, unlisted, &rest, err);
    x.digest = digest_new();
    if (st == ST_OK && rest > FEW) {
        st = scan(&x, "SELECT id,ident,n FROM event INDEXED BY event_key WHERE at>=" NO_TIME, NULL, 0, err);
    } else if (st == ST_OK) {
        st = look_up(&x, id, err);
        if (st == ST_OK && !*several)
            st = scan_rest(&x, err);
    }
    digest_free(x.digest);
    return st;
}
