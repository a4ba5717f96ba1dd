/* store_ledger: what is sealed, and what is to be.  See store_ledger.h. */
#include <string.h>

#include "mem.h"
#include "store_ledger.h"
#include "store_ident.h"
#include "store_load.h"
#include "store_tree.h"

static enum status get_text(struct store *s, const char *name, struct slice *out, struct arena *a,
                            struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_prepare(s, "SELECT value FROM meta WHERE name=?1", &q, err);

    *out = SLICE_NONE;
    if (st == ST_OK) {
        sql_text(q, 1, slice_text(name));
        st = sql_step(s, q, err);
    }
    if (st == ST_OK)
        *out = slice_copy(a, sql_column(q, 0));
    sql_free(q);
    return st == ST_END ? ST_OK : st;
}

static enum status get_number(struct store *s, const char *name, int64_t *out, struct arena *a,
                              struct err *err)
{
    struct slice text;
    enum status st = get_text(s, name, &text, a, err);

    *out = 0;
    if (st == ST_OK && text.n > 0 && !slice_int(text, out))
        return sql_damaged(s, "a number of the ledger", err);
    return st;
}

enum status store_ledger_get(struct store *s, struct store_ledger *out, struct arena *a, struct err *err)
{
    int64_t size = 0;
    enum status st;

    *out = (struct store_ledger){0};
    if ((s->blank && !s->begun) || (s->older && s->version < 4))
        return ST_OK;
    st = get_text(s, "ledger_origin", &out->origin, a, err);
    if (st != ST_OK || out->origin.n == 0)
        return st;
    out->begun = true;
    st = get_text(s, "ledger_key", &out->vkey, a, err);
    if (st == ST_OK)
        st = get_text(s, "ledger_store", &out->store, a, err);
    if (st == ST_OK)
        st = get_number(s, "sealed_event", &out->event, a, err);
    if (st == ST_OK)
        st = get_number(s, "sealed_import", &out->import, a, err);
    if (st == ST_OK)
        st = sql_one_text(s, "SELECT coalesce(max(idx)+1,0) FROM entry", &size, err);
    out->size = (uint64_t)size;
    return st;
}

enum status store_sealed(struct store *s, struct store_sealed *out, struct arena *a, struct err *err)
{
    int64_t checkpoints = 0, unsealed = 0, created;
    uint64_t size;
    enum status st;

    *out = (struct store_sealed){0};
    st = store_ledger_get(s, &out->ledger, a, err);
    if (st != ST_OK || !out->ledger.begun)
        return st;
    st = store_checkpoint_last(s, &size, &out->note, &created, a, err);
    if (st == ST_OK)
        st = sql_one_text(s, "SELECT count(*) FROM checkpoint", &checkpoints, err);
    if (st == ST_OK)
        st = sql_one_text(
            s, "SELECT count(*) FROM event WHERE id>(SELECT value FROM meta WHERE name='sealed_event')",
            &unsealed, err);
    out->checkpoints = (uint64_t)checkpoints;
    out->unsealed = (uint64_t)unsealed;
    return st;
}

static enum status put(struct store *s, struct sqlite3_stmt *q, const char *name, struct slice text,
                       struct err *err)
{
    sql_text(q, 1, slice_text(name));
    sql_texts(q, 2, text);
    return sql_run(s, q, err);
}

static enum status put_number(struct store *s, struct sqlite3_stmt *q, const char *name, int64_t n,
                              struct err *err)
{
    sql_text(q, 1, slice_text(name));
    sql_int(q, 2, n);
    return sql_run(s, q, err);
}

enum status store_ledger_put(struct store *s, const struct store_ledger *l, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_prepare(
        s, "INSERT INTO meta VALUES(?1,?2) ON CONFLICT DO UPDATE SET value=excluded.value", &q, err);

    if (st == ST_OK)
        st = put(s, q, "ledger_origin", l->origin, err);
    if (st == ST_OK)
        st = put(s, q, "ledger_key", l->vkey, err);
    if (st == ST_OK)
        st = put(s, q, "ledger_store", l->store, err);
    if (st == ST_OK)
        st = put_number(s, q, "sealed_event", l->event, err);
    if (st == ST_OK)
        st = put_number(s, q, "sealed_import", l->import, err);
    sql_free(q);
    return st;
}

enum status store_act_add(struct store *s, const struct store_act *act, int64_t *id, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st =
        sql_prepare(s, "INSERT INTO act(at,kind,clear,hidden) VALUES(?1,?2,?3,?4) RETURNING id", &q, err);

    if (st == ST_OK) {
        sql_int(q, 1, act->at);
        sql_texts(q, 2, act->kind);
        sql_texts(q, 3, act->clear);
        sql_texts(q, 4, act->hidden);
        st = sql_one(s, q, id, err);
    }
    sql_free(q);
    return st;
}

/* Only a conflict's entry tells it: the first of them was none when it was sealed. */
enum status load_conflict(struct store *s, struct sqlite3_stmt *first, const struct store_event *e,
                          uint64_t before, int64_t *out, struct err *err)
{
    enum status st;

    *out = -1;
    if ((e->ev.flags & EVENT_CONFLICT) == 0)
        return ST_OK;
    sql_int(first, 1, ident_head(e->ev.ident));
    sql_blob(first, 2, e->ev.ident, IDENT_SIZE);
    sql_int(first, 3, (int64_t)before);
    st = sql_step(s, first, err);
    if (st == ST_OK && !sql_column_null(first, 0))
        *out = sql_column_int(first, 0);
    sql_reset(first);
    return st == ST_END ? ST_OK : st;
}

struct store_sealer {
    struct store *s;
    struct sqlite3_stmt *q;
    uint64_t size;
};

enum status store_sealer_open(struct store *s, const struct store_ledger *l, struct store_sealer **out,
                              struct err *err)
{
    struct store_sealer *w = mem_zero(1, sizeof(*w));
    enum status st =
        sql_prepare(s, "INSERT INTO entry VALUES(?1,nullif(?2,0),nullif(?3,0),?4,?5)", &w->q, err);

    w->s = s;
    w->size = l->size;
    if (st == ST_OK)
        *out = w;
    else
        store_sealer_close(w);
    return st;
}

enum status store_sealer_add(struct store_sealer *w, int64_t event, int64_t act,
                             const unsigned char leaf[DIGEST_SIZE], struct slice salts, struct err *err)
{
    sql_int(w->q, 1, (int64_t)w->size++);
    sql_int(w->q, 2, event);
    sql_int(w->q, 3, act);
    sql_blob(w->q, 4, leaf, DIGEST_SIZE);
    sql_blob(w->q, 5, salts.p, salts.n);
    return sql_run(w->s, w->q, err);
}

void store_sealer_close(struct store_sealer *w)
{
    if (w == NULL)
        return;
    sql_free(w->q);
    mem_free(w);
}

struct store_entries {
    struct store *s;
    struct loader loader;
    struct sqlite3_stmt *q, *first, *find;
    struct sqlite3_stmt *catalog; /* NULL: every action is said to be what it always was */
    struct arena arena;
    struct store_entry row;
};

static const char varied[] = "SELECT EXISTS(SELECT 1 FROM catalog GROUP BY action HAVING count(*)>1)"
                             " OR EXISTS(SELECT 1 FROM catalog c JOIN action a ON a.id=c.action WHERE"
                             " (c.category,c.label,c.sentence) IS NOT (a.category,a.label,a.sentence))";

#define ENTRY_COLUMN 29 /* of the first one behind LOAD_COLUMNS */

enum status store_entries_open(struct store *s, uint64_t from, uint64_t to, struct store_entries **out,
                               struct err *err)
{
    struct store_entries *c = mem_zero(1, sizeof(*c));
    int64_t some = 0;
    enum status st;

    c->s = s;
    st = loader_open(&c->loader, s, err);
    if (st == ST_OK)
        st = sql_prepare(s,
                         "SELECT " LOAD_COLUMNS
                         ",n.idx,n.salts,a.at,a.kind,a.clear,a.hidden,k.line,r.n FROM entry n"
                         " LEFT JOIN event e ON e.id=n.event LEFT JOIN act a ON a.id=n.act"
                         " LEFT JOIN kept k ON k.idx=n.idx LEFT JOIN renumbered r ON r.event=n.event"
                         " WHERE n.idx>=?1 AND n.idx<?2 ORDER BY n.idx",
                         &c->q, err);
    if (st == ST_OK)
        st = sql_prepare(s, LOAD_FIRST_ENTRY, &c->first, err);
    if (st == ST_OK)
        st = sql_prepare(s, "SELECT idx FROM entry WHERE event=?1", &c->find, err);
    if (st == ST_OK)
        st = sql_one_text(s, varied, &some, err);
    if (st == ST_OK && some != 0)
        st = sql_prepare(s,
                         "SELECT category,label,sentence FROM catalog WHERE action=?1 AND since<=?2"
                         " ORDER BY since DESC LIMIT 1",
                         &c->catalog, err);
    if (st != ST_OK) {
        store_entries_close(c);
        return st;
    }
    sql_int(c->q, 1, (int64_t)from);
    sql_int(c->q, 2, (int64_t)to);
    *out = c;
    return ST_OK;
}

/* What was said of the event's action when it was sealed. */
static enum status take_catalog(struct store_entries *c, struct err *err)
{
    struct event *ev = &c->loader.row.ev;
    enum status st;

    if (c->catalog == NULL)
        return ST_OK;
    sql_int(c->catalog, 1, c->loader.row.action_id);
    sql_int(c->catalog, 2, (int64_t)c->row.seq);
    st = sql_step(c->s, c->catalog, err);
    if (st == ST_END && c->row.kept.n > 0) { /* its action was erased, and is another since */
        sql_reset(c->catalog);
        return ST_OK;
    }
    if (st != ST_OK)
        return st == ST_END ? sql_damaged(c->s, "a row of catalog is missing", err) : st;
    ev->category = slice_copy(&c->arena, sql_column(c->catalog, 0));
    ev->label = slice_copy(&c->arena, sql_column(c->catalog, 1));
    ev->sentence = slice_copy(&c->arena, sql_column(c->catalog, 2));
    sql_reset(c->catalog);
    return ST_OK;
}

static enum status take_event(struct store_entries *c, struct err *err)
{
    enum status st = loader_take(&c->loader, c->q, err);

    if (st == ST_OK)
        st = take_catalog(c, err);
    if (!sql_column_null(c->q, ENTRY_COLUMN + 7))
        c->loader.row.n = (uint32_t)sql_column_int(c->q, ENTRY_COLUMN + 7);
    c->row.event = &c->loader.row;
    return st == ST_OK ? load_conflict(c->s, c->first, &c->loader.row, c->row.seq, &c->row.conflict, err)
                       : st;
}

enum status store_entries_next(struct store_entries *c, const struct store_entry **out, struct err *err)
{
    struct sqlite3_stmt *q = c->q;
    enum status st = sql_step(c->s, q, err);

    if (st != ST_OK)
        return st;
    arena_reset(&c->arena);
    c->row = (struct store_entry){.seq = (uint64_t)sql_column_int(q, ENTRY_COLUMN),
                                  .salts = sql_column(q, ENTRY_COLUMN + 1),
                                  .act = {.at = sql_column_int(q, ENTRY_COLUMN + 2),
                                          .kind = sql_column(q, ENTRY_COLUMN + 3),
                                          .clear = sql_column(q, ENTRY_COLUMN + 4),
                                          .hidden = sql_column(q, ENTRY_COLUMN + 5)},
                                  .kept = sql_column(q, ENTRY_COLUMN + 6)};
    *out = &c->row;
    if (!sql_column_null(q, 0))
        return take_event(c, err);
    return c->row.act.kind.n > 0 || c->row.kept.n > 0 ? ST_OK
                                                      : sql_damaged(c->s, "an entry's event is missing", err);
}

void store_entries_seek(struct store_entries *c, uint64_t seq)
{
    sql_reset(c->q);
    sql_int(c->q, 1, (int64_t)seq);
    sql_int(c->q, 2, (int64_t)seq + 1);
}

enum status store_entries_find(struct store_entries *c, int64_t event, uint64_t *seq, struct err *err)
{
    int64_t idx = 0;
    enum status st;

    sql_int(c->find, 1, event);
    st = sql_one(c->s, c->find, &idx, err);
    if (st != ST_OK)
        return st;
    store_entries_seek(c, (uint64_t)idx);
    *seq = (uint64_t)idx;
    return ST_OK;
}

void store_entries_close(struct store_entries *c)
{
    if (c == NULL)
        return;
    sql_free(c->q);
    sql_free(c->first);
    sql_free(c->find);
    sql_free(c->catalog);
    loader_close(&c->loader);
    arena_release(&c->arena);
    mem_free(c);
}
