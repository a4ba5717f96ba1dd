/* store_item_events: all events of all items, item by item.  See store_read.h.
 *
 * One scan of events and parties in order of id feeds SQLite's external sorter with (rank of the item,
 * at, ident, ...): memory is bounded by the cache, whatever the number of links.
 */
#include <string.h>

#include "store_filter.h"
#include "store_load.h"

struct store_item_events {
    struct store *s;
    struct loader loader;
    struct sqlite3_stmt *links;
    int64_t event, item; /* the next link, read ahead; event 0: none */
    unsigned roles;
    uint64_t left;
    bool limited;
    struct store_item_event row;
};

/* Ranks are numbers, so that the sorter does not carry types and keys. */
static enum status rank_items(struct store *s, struct err *err)
{
    return sql_exec(s,
                    "CREATE TEMP TABLE IF NOT EXISTS item_rank(item INTEGER PRIMARY KEY, rank INTEGER);"
                    "DELETE FROM item_rank;"
                    "INSERT INTO item_rank SELECT id,row_number() OVER (ORDER BY type,key) FROM item",
                    err);
}

static enum status prepare_links(struct store_item_events *c, const struct store_filter *f,
                                 struct err *err)
{
    struct buf sql;
    enum status st;

    buf_init(&sql, BUF_CAP);
    buf_text(&sql, "SELECT e.id,p.item,p.role FROM event e NOT INDEXED"
                   " CROSS JOIN party p ON p.event=e.id CROSS JOIN item_rank r ON r.item=p.item WHERE 1");
    filter_add(&sql, f, "+e.at");
    buf_text(&sql, " ORDER BY r.rank,e.at,e.ident,e.variant,e.n");
    st = sql_prepare(c->s, buf_string(&sql), &c->links, err);
    if (st == ST_OK)
        filter_bind(c->links, f);
    buf_release(&sql);
    return st;
}

static enum status read_ahead(struct store_item_events *c, struct err *err)
{
    enum status st = sql_step(c->s, c->links, err);

    c->event = 0;
    if (st != ST_OK)
        return st;
    c->event = sql_column_int(c->links, 0);
    c->item = sql_column_int(c->links, 1);
    c->roles = 1u << sql_column_int(c->links, 2);
    return ST_OK;
}

enum status store_item_events_open(struct store *s, const struct store_filter *f,
                                   struct store_item_events **out, struct err *err)
{
    struct store_item_events *c = mem_zero(1, sizeof(*c));
    enum status st;

    c->s = s;
    c->limited = f->limit != 0;
    c->left = f->limit;
    st = loader_open(&c->loader, s, err);
    if (st == ST_OK)
        st = rank_items(s, err);
    if (st == ST_OK)
        st = prepare_links(c, f, err);
    if (st == ST_OK)
        st = read_ahead(c, err);
    if (st == ST_OK || st == ST_END)
        *out = c;
    else
        store_item_events_close(c);
    return st == ST_END ? ST_OK : st;
}

/* The parties of one event that are the same item come one after another: one row, all roles. */
static enum status next_link(struct store_item_events *c, struct err *err)
{
    int64_t event = c->event, item = c->item;
    unsigned roles = 0;
    enum status st = ST_OK;

    if (event == 0)
        return ST_END;
    while (st == ST_OK && c->event == event && c->item == item) {
        roles |= c->roles;
        st = read_ahead(c, err);
    }
    c->row.item = item;
    c->row.roles = roles;
    if (st != ST_OK && st != ST_END)
        return st;
    return event == c->loader.row.id ? ST_OK : loader_get(&c->loader, event, err);
}

enum status store_item_events_next(struct store_item_events *c, const struct store_item_event **out,
                                   struct err *err)
{
    enum status st;

    if (c->limited && c->left == 0)
        return ST_END;
    st = next_link(c, err);
    if (st != ST_OK)
        return st;
    if (c->limited)
        c->left--;
    c->row.event = c->loader.row;
    *out = &c->row;
    return ST_OK;
}

void store_item_events_close(struct store_item_events *c)
{
    if (c == NULL)
        return;
    sql_free(c->links);
    loader_close(&c->loader);
    mem_free(c);
}
