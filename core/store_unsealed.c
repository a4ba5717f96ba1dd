/* store_unsealed: what the ledger does not have yet, in its order.  See store_ledger.h. */
#include <string.h>

#include "mem.h"
#include "sorter.h"
#include "store_ledger.h"
#include "store_load.h"

#define SORT_MEMORY ((size_t)8 << 20)

struct counted { /* events of an import */
    int64_t import;
    uint64_t n;
};

struct store_unsealed {
    struct store *s;
    struct loader loader;
    struct sqlite3_stmt *first;         /* the first entry with a source id */
    struct sqlite3_stmt *imports;       /* to be told, beside those that have events */
    int64_t next;                       /* of them; 0: none yet */
    struct counted *counted;            /* in order of imports */
    size_t n_counted, counted_room, at; /* at: the last that was counted, then the next that is told */
    struct store_imports *import;       /* the row of one */
    struct sorter *events;              /* by import, record and part */
    uint64_t left;                      /* events of the import that was told last */
    int64_t sealed;                     /* imports up to this one are */
    struct store_unsealed_row row;
};

/* What each action is said to be from here on.  One that no catalog lists is called what the record calls it:
 * that is not for all to read, and no label. */
static enum status keep_catalog(struct store *s, uint64_t since, struct err *err)
{
    int64_t from = (int64_t)since;

    return sql_run_text(
        s,
        "INSERT INTO catalog SELECT a.id,?1,a.category,a.label,a.sentence FROM (SELECT id,category,"
        "iif(category='' AND sentence='' AND label=name,'',label) AS label,sentence FROM action) a"
        " LEFT JOIN catalog c ON c.action=a.id AND c.since=(SELECT max(since) FROM catalog"
        " WHERE action=a.id) WHERE (c.category,c.label,c.sentence) IS NOT"
        " (a.category,a.label,a.sentence)",
        &from, 1, err);
}

/* Ids are given import by import, but for those of retries. */
static void count_event(struct store_unsealed *c, int64_t import)
{
    size_t i = c->n_counted;

    if (c->at < i && c->counted[c->at].import == import) {
        c->counted[c->at].n++;
        return;
    }
    while (i > 0 && c->counted[i - 1].import > import)
        i--;
    if (i == 0 || c->counted[i - 1].import != import) {
        c->counted = mem_grow(c->counted, c->n_counted, &c->counted_room, sizeof(*c->counted));
        memmove(c->counted + i + 1, c->counted + i, (c->n_counted - i) * sizeof(*c->counted));
        c->counted[i++] = (struct counted){import, 0};
        c->n_counted++;
    }
    c->at = i - 1;
    c->counted[c->at].n++;
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

        count_event(c, sql_column_int(q, 1));
        buf_clear(&key);
        for (int i = 1; i <= 3; i++)
            sorter_key_int(&key, sql_column_int(q, i));
        st = sorter_add(c->events, buf_view(&key), (struct slice){(const unsigned char *)&id, sizeof(id)},
                        err);
    }
    c->at = 0;
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
    c->loader.unnamed = true;
    if (st == ST_OK)
        st = sql_prepare(s, LOAD_FIRST_ENTRY, &c->first, err);
    if (st == ST_OK)
        st = sql_prepare(s,
                         "SELECT id FROM import WHERE id>?1 UNION"
                         " SELECT import FROM fate WHERE entry=0 ORDER BY 1",
                         &c->imports, err);
    if (st == ST_OK)
        st = keep_catalog(s, l->size, err);
    if (st == ST_OK)
        st = sort_events(c, l->event, err);
    if (st != ST_OK) {
        store_unsealed_close(c);
        return st;
    }
    sql_int(c->imports, 1, l->import);
    *out = c;
    return ST_OK;
}

/* Of what is new, what a retry read, and what has events, the next one. */
static enum status find_import(struct store_unsealed *c, int64_t *id, struct err *err)
{
    const struct counted *with = c->at < c->n_counted ? &c->counted[c->at] : NULL;
    enum status st = ST_OK;

    if (c->next == 0) {
        st = sql_step(c->s, c->imports, err);
        c->next = st == ST_OK ? sql_column_int(c->imports, 0) : INT64_MAX;
    }
    if (st < ST_OK || (c->next == INT64_MAX && with == NULL))
        return st < ST_OK ? st : ST_END;
    *id = with != NULL && with->import < c->next ? with->import : c->next;
    c->left = with != NULL && with->import == *id ? with->n : 0;
    c->at += c->left > 0;
    c->next = c->next == *id ? 0 : c->next;
    return ST_OK;
}

static enum status next_import(struct store_unsealed *c, struct err *err)
{
    int64_t id = 0;
    enum status st = find_import(c, &id, err);

    if (st != ST_OK)
        return st;
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
    if (store_unlisted(&c->loader.row.ev))
        c->loader.row.ev.label = SLICE_NONE;
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
    mem_free(c->counted);
    mem_free(c);
}
