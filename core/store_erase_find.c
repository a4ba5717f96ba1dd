/* store_erase_find: where the needles stand.  See store_erase.h.
 *
 * One pass over each table.  An event is asked value by value, as the ledger commits to them; one that loses
 * any loses its record's identity too, for the digests that it is made of are of what goes.
 */
#include <stdio.h>

#include "mem.h"
#include "store_erase_parts.h"

#define ITEMS 63 /* item.1 to item.63; more are in item.rest */

struct traces { /* in an event */
    bool any, actor, data, rest, message, origin, request;
    uint64_t items; /* bit k: item.k */
};

static void find_parties(struct store_erase *x, const struct store_event *e, struct traces *f)
{
    unsigned k = 0;

    for (size_t i = 0; i < e->n_parties; i++) {
        const struct store_party *p = &e->parties[i];

        k += p->role != ROLE_ACTOR;
        if (!erase_hits(x, p->key) && !erase_hits(x, p->label))
            continue;
        f->any = true;
        if (p->role == ROLE_ACTOR)
            f->actor = true;
        else if (k > ITEMS)
            f->rest = true;
        else
            f->items |= UINT64_C(1) << k;
    }
}

static bool find_changes(struct store_erase *x, const struct event *ev)
{
    for (size_t i = 0; i < ev->n_changes; i++)
        if (erase_hits(x, ev->changes[i].field) || erase_hits(x, ev->changes[i].old) ||
            erase_hits(x, ev->changes[i].new_))
            return true;
    return false;
}

static struct traces find_in(struct store_erase *x, const struct store_event *e)
{
    const struct event *ev = &e->ev;
    struct traces f = {.any = erase_hits(x, ev->native)};

    find_parties(x, e, &f);
    f.data = erase_hits(x, ev->attributes) || erase_hits(x, ev->reason) || erase_hits(x, ev->time_text) ||
             (store_unlisted(ev) && erase_hits(x, ev->action)) || find_changes(x, ev);
    f.message = erase_hits(x, ev->message);
    f.origin = erase_hits(x, ev->ip) || erase_hits(x, ev->agent) || erase_hits(x, ev->location) ||
               erase_hits(x, ev->channel);
    f.request = erase_hits(x, ev->request);
    f.any = f.any || f.data || f.message || f.origin || f.request;
    return f;
}

static void name_if(struct buf *b, bool is, const char *name)
{
    if (!is)
        return;
    if (b->n > 0)
        buf_byte(b, ' ');
    buf_text(b, name);
}

static void name_item(struct buf *b, const struct traces *f, unsigned k)
{
    char name[16];

    snprintf(name, sizeof(name), "item.%u", k);
    name_if(b, k <= ITEMS && (f->items >> k & 1) != 0, name);
}

/* In order of their bytes: item.10 follows item.1. */
static void name_values(struct buf *b, const struct traces *f)
{
    buf_clear(b);
    name_if(b, f->actor, "actor");
    name_if(b, f->data, "data");
    for (unsigned first = 1; first <= 9; first++) {
        name_item(b, f, first);
        for (unsigned k = 10 * first; k < 10 * first + 10; k++)
            name_item(b, f, k);
    }
    name_if(b, f->rest, "item.rest");
    name_if(b, f->message, "message");
    name_if(b, f->origin, "origin");
    name_if(b, true, "record");
    name_if(b, f->request, "request");
}

static enum status find_events(struct store_erase *x, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_prepare(x->s,
                                 "SELECT " LOAD_COLUMNS " FROM event e WHERE NOT EXISTS(SELECT 1 FROM"
                                 " erase_event h WHERE h.event=e.id AND h.names IS NULL) ORDER BY e.id",
                                 &q, err);

    while (st == ST_OK && (st = sql_step(x->s, q, err)) == ST_OK) {
        struct traces f;

        st = loader_take(&x->loader, q, err);
        if (st != ST_OK)
            break;
        f = find_in(x, &x->loader.row);
        if (!f.any)
            continue;
        name_values(&x->text, &f);
        st = erase_choose_part(x, &x->loader.row, buf_view(&x->text), err);
    }
    sql_free(q);
    return st == ST_END ? ST_OK : st;
}

/* Records that could not be read; a solved one holds what its events were made of. */
static enum status find_rejects(struct store_erase *x, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_exec(
        x->s,
        "INSERT OR IGNORE INTO erase_reject SELECT r.id FROM erase_event h CROSS JOIN event e ON e.id=h.event"
        " CROSS JOIN reject r ON r.import=e.import AND r.offset=e.offset AND r.record=e.record"
        " WHERE r.raw IS NOT NULL",
        err);

    if (st == ST_OK)
        st = sql_prepare(x->s, "SELECT id,raw,reason FROM reject", &q, err);
    while (st == ST_OK && (st = sql_step(x->s, q, err)) == ST_OK) {
        if (!erase_hits(x, sql_column(q, 1)) && !erase_hits(x, sql_column(q, 2)))
            continue;
        sql_int(x->q[EQ_REJECT], 1, sql_column_int(q, 0));
        st = sql_run(x->s, x->q[EQ_REJECT], err);
    }
    sql_free(q);
    return st == ST_END ? ST_OK : st;
}

/* Dumps that are called by one of the needles, or whose reader tells of it. */
static enum status find_names(struct store_erase *x, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_prepare(x->s, "SELECT id,name,reader FROM import", &q, err);

    while (st == ST_OK && (st = sql_step(x->s, q, err)) == ST_OK) {
        if (!erase_hits(x, sql_column(q, 1)) && !erase_hits(x, sql_column(q, 2)))
            continue;
        sql_int(x->q[EQ_IMPORT], 1, sql_column_int(q, 0));
        st = sql_run(x->s, x->q[EQ_IMPORT], err);
    }
    sql_free(q);
    return st == ST_END ? ST_OK : st;
}

/* Every reading of every dump that made one of the events, or holds one of the rejects: what it was known by
 * is a digest of them. */
static enum status choose_dumps(struct store_erase *x, struct err *err)
{
    return sql_exec(
        x->s,
        "INSERT OR IGNORE INTO erase_import SELECT e.import,0 FROM erase_event h CROSS JOIN event e"
        " ON e.id=h.event;"
        "INSERT OR IGNORE INTO erase_import SELECT r.import,0 FROM erase_reject h"
        " CROSS JOIN reject r ON r.id=h.reject;"
        "INSERT OR IGNORE INTO erase_import SELECT m.import,0 FROM met m WHERE EXISTS(SELECT 1 FROM"
        " erase_event h WHERE h.event BETWEEN m.first AND m.last);"
        "INSERT OR IGNORE INTO erase_import SELECT i.id,0 FROM import i WHERE (i.bytes,i.dump) IN"
        " (SELECT o.bytes,o.dump FROM erase_import h CROSS JOIN import o ON o.id=h.import);"
        "DELETE FROM erase_import WHERE NOT named AND import IN (SELECT i.id FROM import i"
        " JOIN erased m ON m.mark=i.dump);"
        "INSERT OR IGNORE INTO erase_act SELECT a.id,'dump' FROM act a WHERE a.kind='import'"
        " AND a.clear->>'import' IN (SELECT import FROM erase_import)"
        " AND a.hidden->>'dump' IS NOT NULL",
        err);
}

/* A list of what was erased is made of numbers and names of values. */
static enum status find_acts(struct store_erase *x, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_prepare(x->s,
                                 "SELECT a.id,j.key,j.value FROM act a, json_each(a.hidden) j WHERE"
                                 " a.hidden<>'' AND a.kind<>'import' AND j.key<>'erased' AND j.type<>'null'"
                                 " ORDER BY a.id,j.key",
                                 &q, err);

    while (st == ST_OK && (st = sql_step(x->s, q, err)) == ST_OK) {
        if (!erase_hits(x, sql_column(q, 2)))
            continue;
        sql_int(x->q[EQ_ACT], 1, sql_column_int(q, 0));
        sql_text(x->q[EQ_ACT], 2, sql_column(q, 1));
        st = sql_run(x->s, x->q[EQ_ACT], err);
    }
    sql_free(q);
    return st == ST_END ? ST_OK : st;
}

/* A record is known again as a whole only if all its events are. */
static enum status note_records(struct store_erase *x, struct err *err)
{
    return sql_exec(x->s,
                    "INSERT OR IGNORE INTO erase_record SELECT e.import,e.record,0 FROM erase_event h"
                    " CROSS JOIN event e ON e.id=h.event;"
                    "INSERT OR REPLACE INTO erase_record SELECT r.import,r.record,1 FROM event e"
                    " CROSS JOIN erase_record r ON r.import=e.import AND r.record=e.record"
                    " WHERE e.id NOT IN (SELECT event FROM erase_event)",
                    err);
}

enum status store_erase_search(struct store_erase *x, struct needles *n, struct err *err)
{
    enum status st;

    x->needles = n;
    st = find_events(x, err);
    if (st == ST_OK)
        st = find_rejects(x, err);
    if (st == ST_OK)
        st = find_names(x, err);
    if (st == ST_OK)
        st = find_acts(x, err);
    return st;
}

enum status erase_settle_choice(struct store_erase *x, struct err *err)
{
    enum status st = choose_dumps(x, err);

    return st == ST_OK ? note_records(x, err) : st;
}
