/* store_erase_rows: what was chosen goes.  See store_erase.h. */
#include <assert.h>

#include "mem.h"
#include "store_erase_parts.h"
#include "store_ids.h"
#include "store_links.h"
#include "store_settle.h"

static enum status mark(struct store_erase *x, const unsigned char of[PEPPER_MARK], struct err *err)
{
    return store_marks_add(x->marks, of, err);
}

/* Of its identity, and of the record's bytes unless others of the record's events stay. */
static enum status mark_event(struct store_erase *x, struct err *err)
{
    const struct store_event *e = &x->loader.row;
    unsigned char of[PEPPER_MARK];
    int64_t shared = 0;
    enum status st;

    if (x->marks == NULL)
        return ST_OK;
    pepper_event(x->s->pepper, e->source, e->ev.ident, of);
    st = mark(x, of, err);
    sql_int(x->q[EQ_SHARED], 1, e->import);
    sql_int(x->q[EQ_SHARED], 2, (int64_t)e->ev.record);
    if (st == ST_OK)
        st = sql_one(x->s, x->q[EQ_SHARED], &shared, err);
    if (st != ST_OK || shared != 0)
        return st == ST_END ? ST_OK : st;
    pepper_record(x->s->pepper, e->source, e->ev.digest, of);
    return mark(x, of, err);
}

enum status erase_identity(struct store_erase *x, struct err *err)
{
    const struct store_event *e = &x->loader.row;
    enum status st = (e->ev.flags & EVENT_ERASED) == 0 ? mark_event(x, err) : ST_OK;

    sql_int(x->q[EQ_NATIVE], 1, ident_head(e->ev.ident));
    sql_int(x->q[EQ_NATIVE], 2, e->id);
    if (st == ST_OK)
        st = sql_run(x->s, x->q[EQ_NATIVE], err);
    sql_int(x->q[EQ_UNSTALE], 1, e->action_id);
    return st == ST_OK && (e->ev.flags & EVENT_STALE) != 0 ? sql_run(x->s, x->q[EQ_UNSTALE], err) : st;
}

enum status erase_count(struct store_erase *x, int sign, struct err *err)
{
    const struct store_event *e = &x->loader.row;

    return (e->ev.flags & EVENT_SUPERSEDED) == 0 ? settle_items(x->w, e->id, sign, err) : ST_OK;
}

static enum status make_action(struct store_erase *x, int64_t of, int64_t *action, struct err *err)
{
    enum status st;

    sql_int(x->q[EQ_ACTION_FIND], 1, of);
    st = sql_one(x->s, x->q[EQ_ACTION_FIND], action, err);
    if (st != ST_END)
        return st;
    sql_int(x->q[EQ_ACTION_MAKE], 1, of);
    return sql_one(x->s, x->q[EQ_ACTION_MAKE], action, err);
}

static enum status move_tally(struct store_erase *x, enum erase_query which, int64_t to, struct err *err)
{
    const struct store_event *e = &x->loader.row;
    struct sqlite3_stmt *q = x->q[which];

    sql_int(q, 1, tally_day(e->ev.time.at));
    sql_int(q, which == EQ_TALLY_LESS ? 2 : 3, which == EQ_TALLY_LESS ? e->action_id : to);
    sql_int(q, 4, (int64_t)e->ev.outcome);
    sql_int(q, 5, e->ev.count);
    return sql_run(x->s, q, err);
}

enum status erase_action(struct store_erase *x, int64_t *action, struct err *err)
{
    const struct store_event *e = &x->loader.row;
    enum status st = make_action(x, e->action_id, action, err);

    if (st != ST_OK || *action == e->action_id)
        return st;
    st = erase_note_gone(x, GONE_ACTION, e->action_id, err);
    if (st == ST_OK && (e->ev.flags & EVENT_SUPERSEDED) == 0)
        st = move_tally(x, EQ_TALLY_LESS, *action, err);
    if (st == ST_OK && (e->ev.flags & EVENT_SUPERSEDED) == 0)
        st = move_tally(x, EQ_TALLY_MORE, *action, err);
    return st;
}

enum status erase_unlink(struct store_erase *x, int64_t item, struct err *err)
{
    const struct store_event *e = &x->loader.row;
    struct link link = link_make(e->ev.time.at, item, e->id);
    enum status st = chunks_remove(x->w, &link, err);

    return st == ST_OK ? erase_note_gone(x, GONE_ITEM, item, err) : st;
}

/* Each item once, whatever its roles: it has one link. */
static enum status unlink_all(struct store_erase *x, struct err *err)
{
    const struct store_event *e = &x->loader.row;
    int64_t *items = arena_alloc(&x->loader.arena, (e->n_parties + 1) * sizeof(*items));
    enum status st = ST_OK;

    for (size_t i = 0; i < e->n_parties; i++)
        items[i] = e->parties[i].item;
    links_sort_items(items, e->n_parties);
    for (size_t i = 0; i < e->n_parties && st == ST_OK; i++)
        if (i == 0 || items[i] != items[i - 1])
            st = erase_unlink(x, items[i], err);
    return st;
}

enum status erase_note_term(struct store_erase *x, int64_t event, struct err *err)
{
    return sql_run_text(
        x->s, "INSERT OR IGNORE INTO gone SELECT 1,agent FROM event WHERE id=?1 AND agent IS NOT NULL",
        &event, 1, err);
}

static enum status erase_whole(struct store_erase *x, struct err *err)
{
    const struct store_event *e = &x->loader.row;
    int64_t action = e->action_id;
    enum status st = erase_identity(x, err);

    if (st == ST_OK)
        st = erase_count(x, -1, err);
    if (st == ST_OK)
        st = unlink_all(x, err);
    if (st == ST_OK && e->ev.agent.n > 0)
        st = erase_note_term(x, e->id, err);
    if (st == ST_OK && store_unlisted(&e->ev))
        st = erase_action(x, &action, err);
    sql_int(x->q[EQ_CHANGES], 1, e->id);
    if (st == ST_OK)
        st = sql_run(x->s, x->q[EQ_CHANGES], err);
    sql_int(x->q[EQ_EMPTY], 1, e->id);
    sql_int(x->q[EQ_EMPTY], 2, action);
    return st == ST_OK ? sql_run(x->s, x->q[EQ_EMPTY], err) : st;
}

static enum status erase_events(struct store_erase *x, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_prepare(x->s, "SELECT event,names IS NULL FROM erase_event ORDER BY event", &q, err);

    while (st == ST_OK && (st = sql_step(x->s, q, err)) == ST_OK) {
        st = loader_get(&x->loader, sql_column_int(q, 0), err);
        if (st == ST_END)
            st = sql_damaged(x->s, "an event is missing", err);
        if (st == ST_OK)
            st = sql_column_int(q, 1) != 0 ? erase_whole(x, err) : erase_part(x, err);
    }
    sql_free(q);
    return st == ST_END ? ST_OK : st;
}

/* As store_suppress.c has a reject that comes again. */
static enum status erase_reject(struct store_erase *x, struct sqlite3_stmt *q, struct sqlite3_stmt *put,
                                struct err *err)
{
    unsigned char digest[DIGEST_SIZE], of[PEPPER_MARK] = {0};
    enum status st = ST_OK;

    sql_column_bytes(q, 1, digest, sizeof(digest));
    if (x->marks != NULL) {
        pepper_record(x->s->pepper, sql_column(q, 2), digest, of);
        st = mark(x, of, err);
    }
    sql_int(put, 1, sql_column_int(q, 0));
    sql_blob(put, 2, of, sizeof(of));
    return st == ST_OK ? sql_run(x->s, put, err) : st;
}

static enum status erase_rejects(struct store_erase *x, struct err *err)
{
    struct sqlite3_stmt *q = NULL, *put = NULL;
    enum status st = sql_prepare(x->s,
                                 "SELECT r.id,r.digest,s.name FROM erase_reject h CROSS JOIN reject r ON"
                                 " r.id=h.reject CROSS JOIN import i ON i.id=r.import CROSS JOIN source s ON"
                                 " s.id=i.source ORDER BY r.id",
                                 &q, err);

    if (st == ST_OK)
        st = sql_prepare(x->s, "UPDATE reject SET raw=NULL,reason='erased',digest=?2 WHERE id=?1", &put, err);
    while (st == ST_OK && (st = sql_step(x->s, q, err)) == ST_OK)
        st = erase_reject(x, q, put, err);
    sql_free(q);
    sql_free(put);
    return st == ST_END ? ST_OK : st;
}

static enum status mark_dump(struct store_erase *x, struct sqlite3_stmt *q, struct sqlite3_stmt *put,
                             struct err *err)
{
    unsigned char digest[DIGEST_SIZE], of[PEPPER_MARK];
    bool is_mark = false;
    enum status st;

    sql_column_bytes(q, 1, digest, sizeof(digest));
    st = store_marks_find(x->marks, digest, &is_mark, err);
    if (st != ST_OK || is_mark)
        return st;
    pepper_dump(x->s->pepper, digest, of);
    st = mark(x, of, err);
    sql_int(put, 1, sql_column_int(q, 0));
    sql_blob(put, 2, of, sizeof(of));
    return st == ST_OK ? sql_run(x->s, put, err) : st;
}

static enum status mark_dumps(struct store_erase *x, struct err *err)
{
    struct sqlite3_stmt *q = NULL, *put = NULL;
    enum status st = x->marks == NULL
                         ? ST_END
                         : sql_prepare(x->s,
                                       "SELECT i.id,i.dump FROM erase_import h CROSS JOIN import i ON"
                                       " i.id=h.import ORDER BY i.id",
                                       &q, err);

    if (st == ST_OK)
        st = sql_prepare(x->s, "UPDATE import SET dump=?2 WHERE id=?1", &put, err);
    while (st == ST_OK && (st = sql_step(x->s, q, err)) == ST_OK)
        st = mark_dump(x, q, put, err);
    sql_free(q);
    sql_free(put);
    return st == ST_END ? ST_OK : st;
}

static enum status put_name(struct store_erase *x, struct sqlite3_stmt *q, struct sqlite3_stmt *put,
                            struct err *err)
{
    sql_int(put, 1, sql_column_int(q, 0));
    sql_text(put, 2, erase_hits(x, sql_column(q, 1)) ? SLICE(ERASED_TEXT) : sql_column(q, 1));
    sql_text(put, 3, erase_hits(x, sql_column(q, 2)) ? SLICE(ERASED_TEXT) : sql_column(q, 2));
    return sql_run(x->s, put, err);
}

static enum status erase_names(struct store_erase *x, struct err *err)
{
    struct sqlite3_stmt *q = NULL, *put = NULL;
    enum status st = sql_prepare(x->s,
                                 "SELECT i.id,i.name,i.reader FROM erase_import h CROSS JOIN import i ON"
                                 " i.id=h.import WHERE h.named ORDER BY i.id",
                                 &q, err);

    if (st == ST_OK)
        st = sql_prepare(x->s, "UPDATE import SET name=?2,reader=coalesce(?3,'') WHERE id=?1", &put, err);
    while (st == ST_OK && (st = sql_step(x->s, q, err)) == ST_OK)
        st = put_name(x, q, put, err);
    sql_free(q);
    sql_free(put);
    return st == ST_END ? ST_OK : st;
}

/* A value that an act's entry committed to becomes null: which salts are whose stays. */
static enum status erase_acts(struct store_erase *x, struct err *err)
{
    return sql_exec(x->s,
                    "UPDATE act SET hidden=(SELECT json_group_object(j.key,iif(instr(' '||h.names||' ',"
                    "' '||j.key||' ')>0,NULL,iif(j.type IN ('array','object'),json(j.value),j.value)))"
                    " FROM json_each(act.hidden) j) FROM erase_act h WHERE h.act=act.id",
                    err);
}

static enum status clear_labels(struct store_erase *x, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_prepare(
        x->s, "SELECT i.id,i.first_label FROM gone g CROSS JOIN item i ON i.id=g.id WHERE g.kind=3", &q, err);

    while (st == ST_OK && (st = sql_step(x->s, q, err)) == ST_OK) {
        if (!erase_hits(x, sql_column(q, 1)))
            continue;
        sql_int(x->q[EQ_FIRST_LOST], 1, sql_column_int(q, 0));
        st = sql_run(x->s, x->q[EQ_FIRST_LOST], err);
    }
    sql_free(q);
    return st == ST_END ? ST_OK : st;
}

/* What no event concerns any more.  A trial notes what items are called: never else, in a file that is
 * deleted. */
static enum status clear_gone(struct store_erase *x, uint64_t *items, struct err *err)
{
#define ITEMS_GONE                                                                                           \
    " FROM item WHERE id IN (SELECT id FROM gone WHERE kind=0) AND events=0 AND NOT EXISTS"                  \
    " (SELECT 1 FROM m CROSS JOIN by_item b ON b.period=m.p AND b.item=item.id)"
#define PERIODS                                                                                              \
    "WITH RECURSIVE m(p) AS (SELECT min(period) FROM by_item UNION ALL SELECT"                               \
    " (SELECT min(period) FROM by_item WHERE period>m.p) FROM m WHERE m.p IS NOT NULL)"
    enum status st =
        x->s->mode != STORE_TRY
            ? ST_OK
            : sql_exec(x->s, PERIODS "INSERT INTO erase_item SELECT id,type||':'||key" ITEMS_GONE, err);

    if (st == ST_OK)
        st = sql_exec(x->s, PERIODS "DELETE" ITEMS_GONE, err);
    *items = (uint64_t)sql_changes(x->s);
    if (st == ST_OK)
        st = sql_exec(
            x->s,
            "DELETE FROM term WHERE id IN (SELECT id FROM gone WHERE kind=1) AND id NOT IN"
            " (SELECT agent FROM event WHERE agent IS NOT NULL);"
            "DELETE FROM tally WHERE events=0;"
            "DELETE FROM catalog WHERE action IN (SELECT id FROM gone WHERE kind=2) AND action NOT IN"
            " (SELECT action FROM event);"
            "DELETE FROM action WHERE id IN (SELECT id FROM gone WHERE kind=2) AND id NOT IN"
            " (SELECT action FROM event)",
            err);
    return st;
}

static enum status mark_item(struct store_erase *x, struct err *err)
{
    unsigned char of[PEPPER_MARK];

    if (x->marks == NULL || x->key.n == 0)
        return ST_OK;
    pepper_item(x->s->pepper, x->type, x->key, of);
    return mark(x, of, err);
}

enum status store_erase_apply(struct store_erase *x, struct store_erase_counts *out, struct err *err)
{
    enum status st = erase_events(x, err);

    if (st == ST_OK)
        st = erase_rejects(x, err);
    if (st == ST_OK)
        st = mark_dumps(x, err);
    if (st == ST_OK)
        st = erase_names(x, err);
    if (st == ST_OK)
        st = erase_acts(x, err);
    if (st == ST_OK)
        st = clear_labels(x, err);
    if (st == ST_OK)
        st = edges_settle(x->w, err);
    if (st == ST_OK)
        st = mark_item(x, err);
    if (st == ST_OK)
        st = clear_gone(x, &out->items, err);
    return st == ST_OK ? store_ids_settle(x->s, err)
                       : st; /* its rows have pieces of digests of what was erased */
}
