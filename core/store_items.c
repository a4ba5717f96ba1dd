/* store_items: items, their types, labels and neighbours.  See store_items.h. */
#include <assert.h>
#include <string.h>

#include "store_items.h"
#include "store_load.h"
#include "utf8.h"

#define LABEL ITEM_LABEL("i")
#define COLUMNS(label)                                                                                       \
    "i.id,i.type,i.key," label ",i.events,i.failures,i.denials,i.first_at,i.last_at,i.acted"
#define ITEM_COLUMNS COLUMNS(LABEL)
#define ITEM_COUNT   10

/* Months that have links, for joins that know the item: m(p). */
#define MONTHS                                                                                               \
    "WITH RECURSIVE m(p) AS (SELECT min(period) FROM by_item UNION ALL SELECT (SELECT min(period)"           \
    " FROM by_item WHERE period>m.p) FROM m WHERE m.p IS NOT NULL) "

/* Three characters or more of parameter 2 stand in a text, capitals or not. */
#define NEAR_IN(text) " WHEN length(?2)>2 AND instr(lower(" text "),lower(?2))"
#define NEAR_IN_KEY   NEAR_IN("i.key")
#define NEAR_IN_LABEL NEAR_IN(LABEL)

struct store_items {
    struct store *s;
    struct sqlite3_stmt *q;
    struct store_item row;
};

static void take_item(struct sqlite3_stmt *q, struct store_item *i)
{
    *i = (struct store_item){
        .id = sql_column_int(q, 0),
        .type = sql_column(q, 1),
        .key = sql_column(q, 2),
        .label = sql_column(q, 3),
        .events = (uint64_t)sql_column_int(q, 4),
        .failures = (uint64_t)sql_column_int(q, 5),
        .denials = (uint64_t)sql_column_int(q, 6),
        .first_at = sql_column_time(q, 7),
        .last_at = sql_column_time(q, 8),
    };
}

/* As no import wrote it. */
static enum status check_item(struct store *s, struct sqlite3_stmt *q, struct err *err)
{
    int64_t id = sql_column_int(q, 0);

    if (!sql_columns_utf8(q, 1, 3))
        return sql_damaged_row(s, "item", id, "a text that is no UTF-8", err);
    if (!sql_columns_count(q, 4, 3) || sql_column_int(q, 9) < 0)
        return sql_damaged_row(s, "item", id, "a count below 0", err);
    if (sql_column_int(q, 5) > sql_column_int(q, 4) - sql_column_int(q, 6))
        return sql_damaged_row(s, "item", id, "more failures and denials than events", err);
    return ST_OK;
}

static void copy_item(struct arena *a, struct store_item *i)
{
    i->type = slice_copy(a, i->type);
    i->key = slice_copy(a, i->key);
    i->label = slice_copy(a, i->label);
}

/* Items known from superseded versions only are not shown. */
enum status store_items_open(struct store *s, struct slice type, enum store_item_order order,
                             bool actors_only, uint64_t limit, struct store_items **out, struct err *err)
{
    struct store_items *c = mem_zero(1, sizeof(*c));
    struct buf sql;
    enum status st;

    c->s = s;
    buf_init(&sql, BUF_CAP);
    buf_text(&sql, "SELECT " ITEM_COLUMNS " FROM item i WHERE i.events<>0");
    buf_text(&sql, type.n > 0 ? " AND i.type=?1" : "");
    buf_text(&sql, actors_only ? " AND i.acted<>0" : "");
    buf_text(&sql,
             order == ITEMS_BY_EVENTS ? " ORDER BY i.events DESC,i.type,i.key" : " ORDER BY i.type,i.key");
    if (limit > 0)
        buf_format(&sql, " LIMIT %llu", (unsigned long long)(limit < INT64_MAX ? limit : INT64_MAX));
    st = sql_prepare(s, buf_string(&sql), &c->q, err);
    buf_release(&sql);
    if (st != ST_OK) {
        store_items_close(c);
        return st;
    }
    if (type.n > 0)
        sql_copy(c->q, 1, type);
    *out = c;
    return ST_OK;
}

/* Items by type ?1 and word ?2, ?3 at most. */
static enum status open_named(struct store *s, const char *query, struct slice type, struct slice word,
                              uint64_t limit, struct store_items **out, struct err *err)
{
    struct store_items *c = mem_zero(1, sizeof(*c));
    enum status st = sql_prepare(s, query, &c->q, err);

    c->s = s;
    if (st != ST_OK) {
        store_items_close(c);
        return st;
    }
    sql_copy(c->q, 1, type);
    sql_copy(c->q, 2, word);
    sql_int(c->q, 3, (int64_t)limit);
    *out = c;
    return ST_OK;
}

enum status store_items_near(struct store *s, struct slice type, struct slice word, uint64_t limit,
                             struct store_items **out, struct err *err)
{
    static const char query[] =
        "SELECT " ITEM_COLUMNS " FROM item i WHERE i.events>0 AND (?1='' OR i.type=?1)"
        " AND CASE WHEN " LABEL "=?2 THEN 1" NEAR_IN_KEY " THEN 1" NEAR_IN_LABEL " THEN 1"
        " WHEN length(i.key)>2 AND instr(lower(?2),lower(i.key)) THEN 1"
        " ELSE substr(i.key,1,(length(?2)+1)/2)=substr(?2,1,(length(?2)+1)/2) END"
        " ORDER BY " LABEL " IS NOT ?2,lower(i.key)<>lower(?2),i.key LIMIT ?3";

    return open_named(s, query, type, word, limit, out, err);
}

enum status store_items_called(struct store *s, struct slice type, struct slice word, uint64_t limit,
                               struct store_items **out, struct err *err)
{
    return open_named(s,
                      "SELECT " ITEM_COLUMNS " FROM item i WHERE i.events>0 AND (?1='' OR i.type=?1)"
                      " AND (i.key=?2 OR " LABEL "=?2) ORDER BY i.type,i.key LIMIT ?3",
                      type, word, limit, out, err);
}

enum status store_items_next(struct store_items *c, const struct store_item **out, struct err *err)
{
    enum status st = sql_step(c->s, c->q, err);

    if (st == ST_OK)
        st = check_item(c->s, c->q, err);
    if (st != ST_OK)
        return st;
    take_item(c->q, &c->row);
    *out = &c->row;
    return ST_OK;
}

void store_items_close(struct store_items *c)
{
    if (c == NULL)
        return;
    sql_free(c->q);
    mem_free(c);
}

enum status store_item_find(struct store *s, struct slice type, struct slice key, int64_t *id,
                            struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_prepare(s, "SELECT id FROM item WHERE type=?1 AND key=?2", &q, err);

    *id = 0;
    if (st == ST_OK) {
        sql_texts(q, 1, type);
        sql_texts(q, 2, key);
        st = sql_one(s, q, id, err);
    }
    sql_free(q);
    return st == ST_END ? ST_OK : st;
}

enum status store_item_met(struct store *s, int64_t item, uint64_t events, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_prepare(s, "SELECT events,type,key FROM item WHERE id=?1", &q, err);

    if (st == ST_OK) {
        sql_int(q, 1, item);
        st = sql_step(s, q, err);
    }
    if (st == ST_OK && (uint64_t)sql_column_int(q, 0) != events) {
        struct slice type = sql_column(q, 1), key = utf8_prefix(sql_column(q, 2), 200);
        struct buf text;

        buf_init(&text, BUF_CAP);
        buf_format(&text, "events of item %.*s:%.*s: %lld counted, %lld found", (int)type.n,
                   (const char *)type.p, (int)key.n, (const char *)key.p, (long long)sql_column_int(q, 0),
                   (long long)events);
        st = sql_damaged(s, buf_string(&text), err);
        buf_release(&text);
    }
    sql_free(q);
    return st == ST_END ? ST_OK : st;
}

enum status store_types(struct store *s, struct arena *arena, struct store_type **out, size_t *n,
                        struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    struct store_type *rows = NULL;
    enum status st = sql_prepare(s,
                                 "SELECT type,count(*),sum(events),min(events) FROM item WHERE events<>0"
                                 " GROUP BY type ORDER BY type",
                                 &q, err);

    *n = 0;
    while (st == ST_OK && (st = sql_step(s, q, err)) == ST_OK) {
        if (!sql_columns_utf8(q, 0, 1) || !sql_columns_count(q, 2, 2)) {
            st = sql_damaged(s, "an item with a count below 0, or a type that is no UTF-8", err);
            break;
        }
        rows = arena_grow(arena, rows, *n, sizeof(*rows));
        rows[(*n)++] = (struct store_type){slice_copy(arena, sql_column(q, 0)),
                                           (uint64_t)sql_column_int(q, 1), (uint64_t)sql_column_int(q, 2)};
    }
    sql_free(q);
    *out = rows;
    return st == ST_END ? ST_OK : st;
}

struct labels {
    struct arena *arena;
    struct digest *digest;
    struct store_label *rows;
    size_t n, limit;
};

/* One more event's label: it prolongs the last run, or starts the next. */
static void add_label(struct labels *l, struct sqlite3_stmt *q)
{
    struct slice label = sql_column(q, 0);
    struct stamp at = {.at = sql_column_int(q, 1), .resolution = sql_column_resolution(q, 4)};
    unsigned char ident[IDENT_SIZE];
    struct store_label *row;

    if (l->n > 0 && slice_equal(l->rows[l->n - 1].label, label)) {
        l->rows[l->n - 1].last = at;
        return;
    }
    l->rows = arena_grow(l->arena, l->rows, l->n, sizeof(*l->rows));
    row = &l->rows[l->n++];
    *row = (struct store_label){.label = slice_copy(l->arena, label), .first = at, .last = at};
    sql_column_bytes(q, 2, ident, IDENT_SIZE);
    event_public_id(l->digest, ident, (uint32_t)sql_column_int(q, 3), row->first_event);
}

enum status store_labels(struct store *s, int64_t item, struct arena *arena, size_t limit,
                         struct store_label **out, size_t *n, struct err *err)
{
    static const char query[] =
        MONTHS "SELECT max(" PARTY_LABEL "),e.at,e.ident,e.n,e.time_how FROM m CROSS JOIN item_event b"
               " ON b.period=m.p AND b.item=?1 CROSS JOIN event e ON e.id=b.event" EACH_PARTY
               " WHERE (e.flags&" FLAG_SUPERSEDED ")=0 AND " PARTY_ITEM "=?1 AND " PARTY_LABEL " IS NOT NULL"
               " GROUP BY e.at,e.ident,e.variant,e.n ORDER BY e.at,e.ident,e.variant,e.n";
    struct sqlite3_stmt *q = NULL;
    struct labels l = {.arena = arena, .digest = digest_new(), .limit = limit};
    enum status st = s->veil != NULL ? ST_END : sql_prepare(s, query, &q, err);

    if (st == ST_OK)
        sql_int(q, 1, item);
    while (st == ST_OK && (limit == 0 || l.n <= limit) && (st = sql_step(s, q, err)) == ST_OK)
        if (sql_columns_utf8(q, 0, 1))
            add_label(&l, q);
        else
            st = sql_damaged(s, "a label that is no UTF-8", err);
    sql_free(q);
    digest_free(l.digest);
    *out = l.rows;
    *n = limit != 0 && l.n > limit ? limit : l.n;
    return st == ST_END ? ST_OK : st;
}

/* Counted per event, however many parties an item is there. */
/* The items of the events of item ?1, with what they are called. */
#define RELATED(label)                                                                                       \
    MONTHS "SELECT " COLUMNS(                                                                                \
        label) ",r.together FROM (SELECT " PARTY_ITEM " AS item,"                                            \
               "count(DISTINCT e.id) AS together FROM m CROSS JOIN item_event b ON b.period=m.p"             \
               " AND b.item=?1 CROSS JOIN event e ON e.id=b.event" EACH_PARTY                                \
               " WHERE (e.flags&" FLAG_SUPERSEDED ")=0 AND " PARTY_ITEM                                      \
               "<>?1 GROUP BY 1) r CROSS JOIN item i ON i.id=r.item"                                         \
               " ORDER BY r.together DESC,i.type,i.key"

enum status store_related(struct store *s, int64_t item, struct arena *arena, size_t limit,
                          struct store_related **out, size_t *n, uint64_t *total, struct err *err)
{
    static const char all[] = RELATED(LABEL);
    static const char named[] = RELATED("(SELECT n.label FROM named n WHERE n.item=i.id)");
    struct sqlite3_stmt *q = NULL;
    struct store_related *rows = NULL;
    enum status st = sql_prepare(s, s->named ? named : all, &q, err);

    *n = 0;
    *total = 0;
    if (st == ST_OK)
        sql_int(q, 1, item);
    while (st == ST_OK && (st = sql_step(s, q, err)) == ST_OK && (st = check_item(s, q, err)) == ST_OK) {
        ++*total;
        if (limit != 0 && *n >= limit)
            continue;
        rows = arena_grow(arena, rows, *n, sizeof(*rows));
        take_item(q, &rows[*n].item);
        copy_item(arena, &rows[*n].item);
        rows[(*n)++].together = (uint64_t)sql_column_int(q, ITEM_COUNT);
    }
    sql_free(q);
    *out = rows;
    return st == ST_END ? ST_OK : st;
}
