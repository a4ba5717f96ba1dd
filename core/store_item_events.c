/* store_item_events: all events of all items, item by item.  See store_read.h.
 *
 * One scan of events in order of id; each is given, whole, to the sorter once per item.  Going back
 * to the store for every link would read a page of each table per row: measured, that takes four times
 * as long.  Without a filter, they are as many as each item has, and as it has links.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sorter.h"
#include "store_filter.h"
#include "store_items.h"
#include "store_load.h"
#include "store_pack.h"

#define SORT_MEMORY ((size_t)24 << 20)

struct store_item_events {
    struct store *s;
    struct loader loader;
    struct sqlite3_stmt *events, *rank;
    struct sqlite3_stmt *items; /* in order of their ranks; NULL if not all of their events are given */
    struct sorter *sorter;
    struct buf key, value;
    struct arena arena;
    uint64_t left;
    bool limited;
    int64_t item; /* of the last event; -1: none was yet */
    uint64_t met; /* events of it */
    struct store_item_event row;
};

/* Numbers in the order of types and keys, so that the sorter carries neither. */
static enum status rank_items(struct store_item_events *c, struct err *err)
{
    static const char rank[] =
        "CREATE TEMP TABLE IF NOT EXISTS item_rank(item INTEGER PRIMARY KEY, rank INTEGER);"
        "DELETE FROM item_rank;"
        "INSERT INTO item_rank SELECT id,row_number() OVER (ORDER BY type,key) FROM item";
    enum status st = sql_exec(c->s, rank, err);

    return st == ST_OK ? sql_prepare(c->s, "SELECT rank FROM item_rank WHERE item=?1", &c->rank, err) : st;
}

struct part { /* an item of an event, with all its roles there */
    int64_t item;
    unsigned roles;
};

static int part_order(const void *a, const void *b)
{
    const struct part *x = a, *y = b;

    return x->item < y->item ? -1 : x->item > y->item;
}

static size_t event_parts(const struct store_event *e, struct arena *a, struct part **out)
{
    struct part *p = arena_alloc(a, e->n_parties * sizeof(*p));
    size_t kept = 0;

    for (size_t i = 0; i < e->n_parties; i++)
        p[i] = (struct part){e->parties[i].item, 1u << e->parties[i].role};
    if (e->n_parties > 1)
        qsort(p, e->n_parties, sizeof(*p), part_order);
    for (size_t i = 0; i < e->n_parties; i++) {
        if (kept > 0 && p[kept - 1].item == p[i].item)
            p[kept - 1].roles |= p[i].roles;
        else
            p[kept++] = p[i];
    }
    *out = p;
    return kept;
}

/* Key: rank, at, ident, content (that of a version; else 0), n.  Value: roles, item, the event. */
static enum status add_part(struct store_item_events *c, const struct part *p, struct err *err)
{
    const struct store_event *e = &c->loader.row;
    int64_t rank = 0, head[2] = {p->item, p->roles};
    enum status st;

    sql_int(c->rank, 1, p->item);
    st = sql_one(c->s, c->rank, &rank, err);
    if (st != ST_OK)
        return st == ST_END ? ST_OK : st;
    buf_clear(&c->key);
    sorter_key_int(&c->key, rank);
    sorter_key_int(&c->key, e->ev.time.at);
    buf_add(&c->key, e->ev.ident, IDENT_SIZE);
    sorter_key_int(&c->key, event_has_id(&e->ev) ? e->ev.content : 0);
    sorter_key_int(&c->key, e->n);
    memcpy(c->value.p, head, sizeof(head));
    return sorter_add(c->sorter, buf_view(&c->key), buf_view(&c->value), err);
}

static enum status add_event(struct store_item_events *c, struct err *err)
{
    static const int64_t head[2];
    struct part *parts;
    size_t n = event_parts(&c->loader.row, &c->loader.arena, &parts);
    enum status st = ST_OK;

    buf_clear(&c->value);
    buf_add(&c->value, head, sizeof(head));
    pack_stored(&c->value, &c->loader.row);
    for (size_t i = 0; i < n && st == ST_OK; i++)
        st = add_part(c, &parts[i], err);
    return st;
}

static enum status fill(struct store_item_events *c, const struct store_filter *f, struct err *err)
{
    enum status st = loader_open(&c->loader, c->s, err);

    if (st == ST_OK)
        st = rank_items(c, err);
    if (st == ST_OK)
        st = filter_prepare(c->s, "SELECT " LOAD_COLUMNS " FROM event e NOT INDEXED WHERE 1", f, "",
                            &c->events, err);
    while (st == ST_OK && (st = sql_step(c->s, c->events, err)) == ST_OK) {
        st = loader_take(&c->loader, c->events, err);
        if (st == ST_OK)
            st = add_event(c, err);
    }
    if (st != ST_END)
        return st;
    st = sorter_start(c->sorter, err);
    if (st == ST_OK && !f->superseded && store_filter_is_open(f))
        st = sql_prepare(c->s, "SELECT id,events FROM item ORDER BY type,key", &c->items, err);
    return st;
}

/* The next event is of item; 0: there is none. */
static enum status next_item(struct store_item_events *c, int64_t item, struct err *err)
{
    enum status st;

    while ((st = sql_step(c->s, c->items, err)) == ST_OK && sql_column_int(c->items, 0) != item)
        if (sql_column_int(c->items, 1) != 0)
            return store_item_met(c->s, sql_column_int(c->items, 0), 0, err);
    c->item = item;
    c->met = 0;
    return st == ST_END ? ST_OK : st;
}

static enum status check_item(struct store_item_events *c, int64_t item, struct err *err)
{
    enum status st = ST_OK;

    if (c->items == NULL || item == c->item)
        return ST_OK;
    if (c->item > 0 && (uint64_t)sql_column_int(c->items, 1) != c->met)
        st = store_item_met(c->s, c->item, c->met, err);
    return st == ST_OK ? next_item(c, item, err) : st;
}

enum status store_item_events_open(struct store *s, const struct store_filter *f,
                                   struct store_item_events **out, struct err *err)
{
    struct store_item_events *c = mem_zero(1, sizeof(*c));
    enum status st;

    c->s = s;
    c->item = -1;
    c->limited = f->limit != 0;
    c->left = f->limit;
    c->sorter = sorter_new(s->path, SORT_MEMORY);
    buf_init(&c->key, BUF_CAP);
    buf_init(&c->value, BUF_CAP);
    st = fill(c, f, err);
    if (st == ST_OK)
        *out = c;
    else
        store_item_events_close(c);
    return st;
}

/* Items count as many events as were found: links must be those, and those of superseded versions.  No event
 * here was found by a link, but what lists one item's goes by them. */
static enum status check_links(struct store_item_events *c, struct err *err)
{
    static const char linked[] =
        "SELECT coalesce(sum(iif(events IS NULL,1,json_array_length(events))),0) FROM by_item";
    static const char counted[] =
        "SELECT (SELECT coalesce(sum(events),0) FROM item)+coalesce(sum((SELECT count(DISTINCT " PARTY_ITEM
        ") FROM json_each(e.parties) p)),0) FROM event e WHERE (e.flags&" FLAG_SUPERSEDED ")<>0";
    int64_t links = 0, events = 0;
    char text[96];
    enum status st = sql_one_text(c->s, linked, &links, err);

    if (st == ST_OK)
        st = sql_one_text(c->s, counted, &events, err);
    if (st != ST_OK || links == events)
        return st;
    snprintf(text, sizeof(text), "events of items: %lld counted, %lld linked", (long long)events,
             (long long)links);
    return sql_damaged(c->s, text, err);
}

static enum status check_end(struct store_item_events *c, struct err *err)
{
    enum status st = check_item(c, 0, err);

    return st == ST_OK && c->items != NULL ? check_links(c, err) : st;
}

enum status store_item_events_next(struct store_item_events *c, const struct store_item_event **out,
                                   struct err *err)
{
    struct slice key, value;
    int64_t head[2];
    enum status st;

    if (c->limited && c->left == 0)
        return ST_END;
    st = sorter_next(c->sorter, &key, &value, err);
    if (st == ST_END && check_end(c, err) != ST_OK)
        return ST_FATAL;
    if (st != ST_OK)
        return st;
    if (c->limited)
        c->left--;
    arena_reset(&c->arena);
    memcpy(head, value.p, sizeof(head));
    st = check_item(c, head[0], err);
    if (st != ST_OK)
        return st;
    c->met++;
    c->row.item = head[0];
    c->row.roles = (unsigned)head[1];
    unpack_stored((struct slice){value.p + sizeof(head), value.n - sizeof(head)}, &c->arena, &c->row.event);
    *out = &c->row;
    return ST_OK;
}

void store_item_events_close(struct store_item_events *c)
{
    if (c == NULL)
        return;
    sql_free(c->events);
    sql_free(c->rank);
    sql_free(c->items);
    loader_close(&c->loader);
    sorter_free(c->sorter);
    buf_release(&c->key);
    buf_release(&c->value);
    arena_release(&c->arena);
    mem_free(c);
}
