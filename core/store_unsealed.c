/* store_unsealed: what the ledger does not have yet, in its order.  See store_ledger.h. */
#include <string.h>

#include "mem.h"
#include "sorter.h"
#include "store_ledger.h"
#include "store_load.h"

#define SORT_MEMORY ((size_t)8 << 20)

struct store_unsealed {
    struct store *s;
    struct loader loader;
    struct sqlite3_stmt *first;   /* the first entry with a source id */
    struct sqlite3_stmt *imports; /* to be told, with how many events each */
    struct store_imports *import; /* the row of one */
    struct sorter *events;        /* by import, record and part */
    uint64_t left;                /* events of the import that was told last */
    int64_t sealed;               /* imports up to this one are */
    struct store_unsealed_row row;
};

/* What each action is said to be from here on. */
static enum status keep_catalog(struct store *s, uint64_t since, struct err *err)
{
    int64_t from = (int64_t)since;

    return sql_run_text(s,
                        "INSERT INTO catalog SELECT a.id,?1,a.category,a.label,a.sentence FROM action a"
                        " LEFT JOIN catalog c ON c.action=a.id AND c.since=(SELECT max(since) FROM catalog"
                        " WHERE action=a.id) WHERE (c.category,c.label,c.sentence) IS NOT"
                        " (a.category,a.label,a.sentence)",
                        &from, 1, err);
}

static enum status sort_events(struct store_unsealed *c, int64_t after, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    struct buf key;
    enum status st =
        sql_prepare(c->s, "SELECT id,import,record,sub FROM event WHERE id>?1 ORDER BY id", &q, err);

    buf_init(&key, BUF_CAP);
    if (st == ST_OK)
        sql_int(q, 1, after);
    while (st == ST_OK && (st = sql_step(c->s, q, err)) == ST_OK) {
        int64_t id = sql_column_int(q, 0);

        buf_clear(&key);
        for (int i = 1; i <= 3; i++)
            sorter_key_int(&key, sql_column_int(q, i));
        st = sorter_add(c->events, buf_view(&key), (struct slice){(const unsigned char *)&id, sizeof(id)},
                        err);
    }
    buf_release(&key);
    sql_free(q);
    return st == ST_END ? sorter_start(c->events, err) : st;
}

enum status store_unsealed_open(struct store *s, const struct store_ledger *l, struct store_unsealed **out,
                                struct err *err)
{
    struct store_unsealed *c = mem_zero(1, sizeof(*c));
    enum status st;

    c->s = s;
    c->sealed = l->import;
    c->events = sorter_new(s->path, SORT_MEMORY);
    st = loader_open(&c->loader, s, err);
    if (st == ST_OK)
        st = sql_prepare(s, LOAD_FIRST_ENTRY, &c->first, err);
    if (st == ST_OK)
        st = sql_prepare(s,
                         "SELECT i.id,count(e.id) FROM import i LEFT JOIN"
                         " (SELECT id,import FROM event WHERE id>?1) e ON e.import=i.id"
                         " GROUP BY i.id HAVING i.id>?2 OR count(e.id)>0 ORDER BY i.id",
                         &c->imports, err);
    if (st == ST_OK)
        st = keep_catalog(s, l->size, err);
    if (st == ST_OK)
        st = sort_events(c, l->event, err);
    if (st != ST_OK) {
        store_unsealed_close(c);
        return st;
    }
    sql_int(c->imports, 1, l->event);
    sql_int(c->imports, 2, l->import);
    *out = c;
    return ST_OK;
}

static enum status next_import(struct store_unsealed *c, struct err *err)
{
    enum status st = sql_step(c->s, c->imports, err);
    int64_t id;

    if (st != ST_OK)
        return st;
    id = sql_column_int(c->imports, 0);
    c->left = (uint64_t)sql_column_int(c->imports, 1);
    store_imports_close(c->import);
    c->import = NULL;
    c->row = (struct store_unsealed_row){.stored = c->left, .again = id <= c->sealed};
    st = store_import_get(c->s, id, &c->import, err);
    if (st == ST_OK)
        st = store_imports_next(c->import, &c->row.import, err);
    return st == ST_END ? sql_damaged(c->s, "an import that events name is missing", err) : st;
}

static enum status next_event(struct store_unsealed *c, struct err *err)
{
    struct slice key, value;
    int64_t id;
    enum status st = sorter_next(c->events, &key, &value, err);

    if (st != ST_OK)
        return st == ST_END ? sql_damaged(c->s, "events of an import are missing", err) : st;
    memcpy(&id, value.p, sizeof(id));
    st = loader_get(&c->loader, id, err);
    if (st != ST_OK)
        return st == ST_END ? sql_damaged(c->s, "an event is missing", err) : st;
    c->left--;
    c->row = (struct store_unsealed_row){.event = &c->loader.row};
    return load_conflict(c->s, c->first, &c->loader.row, INT64_MAX, &c->row.conflict, err);
}

enum status store_unsealed_next(struct store_unsealed *c, const struct store_unsealed_row **out,
                                struct err *err)
{
    enum status st = c->left > 0 ? next_event(c, err) : next_import(c, err);

    *out = &c->row;
    return st;
}

void store_unsealed_close(struct store_unsealed *c)
{
    if (c == NULL)
        return;
    sql_free(c->first);
    sql_free(c->imports);
    store_imports_close(c->import);
    loader_close(&c->loader);
    sorter_free(c->events);
    mem_free(c);
}
