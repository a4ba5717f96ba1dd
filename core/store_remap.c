/* store_remap: duplicates that map differently now.  See store_remap.h.
 *
 * A mapping is renewed by taking the event out of all sums, rewriting its rows, and adding it
 * again, so that the store becomes the one that the new profile would have given.  If the rules of
 * identity or time changed, all events of the source are stale until a dump brings their record
 * again: then they are found by content and get their new key.
 */
#include <assert.h>
#include <string.h>

#include "store_imports.h"
#include "store_load.h"
#include "store_links.h"
#include "store_absent.h"
#include "store_remap.h"
#include "store_settle.h"
#include "store_writer.h"

enum remap_query {
    RQ_STALE,
    RQ_PLACE,
    RQ_STALE_GONE,
    RQ_CHANGES,
    RQ_LOOSE,
    RQ_EVENT,
    RQ_NATIVE,
    RQ_GONE,
    RQ_FLAGS,
    RQ_COUNT
};

static const char *const texts[RQ_COUNT] = {
    [RQ_STALE] = "SELECT event FROM stale WHERE content=?1 AND sub=?2 ORDER BY event LIMIT 1",
    [RQ_PLACE] = "SELECT s.event,e.content FROM stale_place s CROSS JOIN event e ON e.id=s.event"
                 " WHERE s.offset=?1 AND s.sub=?2 AND e.length=?3"
                 " AND EXISTS(SELECT 1 FROM stale t WHERE t.content=e.content AND t.sub=s.sub"
                 " AND t.event=s.event) ORDER BY s.event LIMIT 1",
    [RQ_STALE_GONE] = "DELETE FROM stale WHERE content=?1 AND sub=?2 AND event=?3",
    [RQ_CHANGES] = "DELETE FROM change WHERE event=?1",
    [RQ_LOOSE] = "INSERT OR IGNORE INTO loose VALUES(?1)",
    [RQ_EVENT] = "UPDATE event SET native=?2,time_text=?3,time_how=?4,action=?5,outcome=?6,reason=?7,"
                 "request=?8,count=?9,ip=?10,agent=?11,location=?12,channel=?13,message=?14,"
                 "attributes=?15,parties=?16,at=?17,ident=?18,variant=?19,n=?20,content=?21,leaves=?22,"
                 "flags=?23 WHERE id=?1",
    [RQ_NATIVE] = "DELETE FROM native WHERE h=?1 AND event=?2",
    [RQ_GONE] = "DELETE FROM event WHERE id=?1",
    [RQ_FLAGS] = "UPDATE event SET flags=(flags&~" FLAG_DIFFERS ")|?2 WHERE id=?1",
};

struct remap {
    struct loader loader;
    struct sqlite3_stmt *q[RQ_COUNT];
    int64_t stale;  /* events of the source that still are */
    int64_t *items; /* of the event that is taken out */
    size_t size_items;
};

static enum status run_for_source(struct store_writer *w, const char *text, struct err *err)
{
    return sql_run_text(w->s, text, &w->source, 1, err);
}

/* Those of the source's events that a record can be known to be. */
#define OF_SOURCE "action IN (SELECT id FROM action WHERE source=?1) AND (flags&" FLAG_ERASED ")=0"

static enum status mark_stale(struct store_writer *w, const unsigned char *rule, struct err *err)
{
    static const char count[] = "UPDATE source SET stale=(SELECT count(*) FROM event"
                                " WHERE " OF_SOURCE ") WHERE id=?1";
    struct sqlite3_stmt *q = NULL;
    enum status st = run_for_source(w, "UPDATE event SET flags=flags|" FLAG_STALE " WHERE " OF_SOURCE, err);

    if (st == ST_OK)
        st = run_for_source(w, count, err);
    if (st == ST_OK)
        st = sql_prepare(w->s, "UPDATE source SET rule=?2 WHERE id=?1", &q, err);
    if (st == ST_OK) {
        sql_int(q, 1, w->source);
        sql_blob(q, 2, rule, DIGEST_SIZE);
        st = sql_run(w->s, q, err);
    }
    sql_free(q);
    return st;
}

static enum status count_stale(struct store_writer *w, int64_t *n, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_prepare(w->s, "SELECT stale FROM source WHERE id=?1", &q, err);

    if (st == ST_OK) {
        sql_int(q, 1, w->source);
        st = sql_one(w->s, q, n, err);
    }
    sql_free(q);
    return st;
}

static enum status make_scratch(struct store_writer *w, struct err *err)
{
    return sql_exec(w->s,
                    "CREATE TEMP TABLE IF NOT EXISTS stale(content INTEGER,sub INTEGER,event INTEGER,"
                    "PRIMARY KEY(content,sub,event)) WITHOUT ROWID;"
                    "CREATE TEMP TABLE IF NOT EXISTS stale_place(offset INTEGER,sub INTEGER,event INTEGER,"
                    "PRIMARY KEY(offset,sub,event)) WITHOUT ROWID;"
                    "CREATE TEMP TABLE IF NOT EXISTS loose(item INTEGER PRIMARY KEY);"
                    "DELETE FROM stale; DELETE FROM stale_place; DELETE FROM loose",
                    err);
}

/* Where the dump's bytes are known ahead, its own stale events can be found by their place, should
 * they read differently now (in another encoding, say). */
static enum status note_places(struct store_writer *w, const struct store_import *info, struct err *err)
{
    static const char note[] =
        "INSERT INTO stale_place SELECT offset,sub,id FROM event WHERE (flags&" FLAG_STALE ")<>0"
        " AND import IN (SELECT id FROM import WHERE source=?1 AND bytes=?2 AND dump=?3)";
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_prepare(w->s, note, &q, err);

    if (st == ST_OK) {
        sql_int(q, 1, w->source);
        sql_int(q, 2, (int64_t)info->bytes);
        sql_blob(q, 3, info->dump, DIGEST_SIZE);
        st = sql_run(w->s, q, err);
    }
    sql_free(q);
    return st;
}

static enum status check_stale(struct store_writer *w, const struct store_import *info, int64_t stale,
                               struct err *err)
{
    struct buf names;
    enum status st;

    if (stale == 0 || w->remap)
        return ST_OK;
    buf_init(&names, BUF_CAP);
    st = store_stale_names(w->s, w->source, &names, err);
    if (st == ST_OK)
        st = err_at(err, ST_FAIL, w->s->path, 0, 0, "STORE-STALE",
                    "source '%s' still has %lld event%s mapped by rules that have since changed, of %s: read "
                    "that first with trailbook import --remap DUMP..., then this",
                    info->source, (long long)stale, stale == 1 ? "" : "s", buf_string(&names));
    buf_release(&names);
    return st;
}

enum status remap_open(struct store_writer *w, const struct store_import *info, bool same_rule,
                       struct err *err)
{
    struct remap *r = mem_zero(1, sizeof(*r));
    enum status st = ST_OK;

    w->renewal = r;
    if (!same_rule)
        st = mark_stale(w, info->rule, err);
    if (st == ST_OK)
        st = count_stale(w, &r->stale, err);
    if (st == ST_OK)
        st = check_stale(w, info, r->stale, err);
    if (st == ST_OK)
        st = make_scratch(w, err);
    if (st == ST_OK && r->stale > 0)
        st = run_for_source(w,
                            "INSERT INTO stale SELECT content,sub,id FROM event WHERE (flags&" FLAG_STALE
                            ")<>0"
                            " AND " OF_SOURCE " ORDER BY content,sub,id",
                            err);
    if (st == ST_OK && r->stale > 0 && info->bytes > 0)
        st = note_places(w, info, err);
    if (st == ST_OK)
        st = sql_prepare_all(w->s, texts, RQ_COUNT, r->q, err);
    return st == ST_OK ? loader_open(&r->loader, w->s, err) : st;
}

int64_t remap_stale(const struct store_writer *w)
{
    return w->renewal->stale;
}

void remap_close(struct store_writer *w)
{
    struct remap *r = w->renewal;

    if (r == NULL)
        return;
    loader_close(&r->loader);
    sql_free_all(r->q, RQ_COUNT);
    mem_free(r->items);
    mem_free(r);
    w->renewal = NULL;
}

static enum status unstale(struct store_writer *w, int64_t content, uint32_t sub, int64_t event,
                           struct err *err)
{
    struct remap *r = w->renewal;

    r->stale--;
    sql_int(r->q[RQ_STALE_GONE], 1, content);
    sql_int(r->q[RQ_STALE_GONE], 2, sub);
    sql_int(r->q[RQ_STALE_GONE], 3, event);
    return sql_run(w->s, r->q[RQ_STALE_GONE], err);
}

/* The stale event at the record's place in the same dump.  ST_END: none. */
static enum status match_place(struct store_writer *w, const struct event *ev, int64_t *event,
                               int64_t *content, struct err *err)
{
    struct sqlite3_stmt *q = w->renewal->q[RQ_PLACE];
    enum status st;

    sql_int(q, 1, (int64_t)ev->offset);
    sql_int(q, 2, ev->sub);
    sql_int(q, 3, (int64_t)ev->length);
    st = sql_step(w->s, q, err);
    if (st == ST_OK) {
        *event = sql_column_int(q, 0);
        *content = sql_column_int(q, 1);
    }
    sql_reset(q);
    return st;
}

/* A new key may be an old event under old rules. */
static enum status match_slot(struct store_writer *w, struct slot *slot, struct err *err)
{
    struct remap *r = w->renewal;
    int64_t event = 0, content = slot->ev->content;
    enum status st;

    sql_int(r->q[RQ_STALE], 1, content);
    sql_int(r->q[RQ_STALE], 2, slot->ev->sub);
    st = sql_one(w->s, r->q[RQ_STALE], &event, err);
    if (st == ST_END)
        st = match_place(w, slot->ev, &event, &content, err);
    if (st != ST_OK)
        return st == ST_END ? ST_OK : st;
    slot->is_new = false;
    slot->rewrite = slot->rekeyed = true;
    slot->id = event;
    ident_meet(w, event);
    w->counts.remapped++;
    return unstale(w, content, slot->ev->sub, event, err);
}

/* The catalog's texts are not the event's: they are taken over without --remap. */
static enum status renew_action(struct store_writer *w, const struct store_event *row, const struct event *ev,
                                struct err *err)
{
    if (!slice_equal(row->ev.action, ev->action) ||
        (slice_equal(row->ev.category, ev->category) && slice_equal(row->ev.label, ev->label) &&
         slice_equal(row->ev.sentence, ev->sentence)))
        return ST_OK;
    loader_forget(&w->renewal->loader);
    return intern_renew(w, ev, row->action_id, err);
}

/* Whether the stored mapping is that of the profile at hand: kept with the event, since the counts of
 * imports do not tell what a later --remap put right. */
static enum status mark_differing(struct store_writer *w, const struct store_event *row, bool differs,
                                  struct err *err)
{
    struct sqlite3_stmt *q = w->renewal->q[RQ_FLAGS];

    w->counts.differ += differs;
    if (((row->ev.flags & EVENT_DIFFERS) != 0) == differs)
        return ST_OK;
    loader_forget(&w->renewal->loader);
    sql_int(q, 1, row->id);
    sql_int(q, 2, differs ? EVENT_DIFFERS : 0);
    return sql_run(w->s, q, err);
}

static enum status compare_slot(struct store_writer *w, struct slot *slot, struct err *err)
{
    struct store_event *row = &w->renewal->loader.row;
    bool stale;
    enum status st = loader_get(&w->renewal->loader, slot->id, err);

    assert(st != ST_END);
    if (st == ST_OK)
        st = renew_action(w, row, slot->ev, err);
    if (st != ST_OK)
        return st;
    stale = (row->ev.flags & EVENT_STALE) != 0;
    if (!stale && loader_same(&w->renewal->loader, slot->ev))
        return mark_differing(w, row, false, err);
    if (!w->remap)
        return mark_differing(w, row, true, err);
    slot->rewrite = true;
    slot->n = row->n;
    w->counts.remapped++;
    return stale ? unstale(w, row->ev.content, row->ev.sub, slot->id, err) : ST_OK;
}

/* Events that this writer stored itself have this mapping, and of an event that a dump repeats the
 * first record's is taken: rewritten twice, it would stand twice among its items. */
enum status remap_compare(struct store_writer *w, struct err *err)
{
    enum status st = ST_OK;

    for (size_t i = 0; i < w->n_slots && st == ST_OK; i++) {
        struct slot *slot = &w->slots[i];

        if (!slot->is_new && !slot->again && slot->id < w->first_id)
            st = compare_slot(w, slot, err);
        else if (slot->is_new && w->renewal->stale > 0)
            st = match_slot(w, slot, err);
    }
    return st;
}

/* The event's items, each once, whatever its roles: it has one link. */
static size_t find_items(struct remap *r, const struct store_event *row)
{
    size_t n = 0;

    if (row->n_parties > r->size_items) {
        r->size_items = row->n_parties;
        r->items = mem_resize(r->items, r->size_items, sizeof(*r->items));
    }
    for (size_t i = 0; i < row->n_parties; i++)
        r->items[i] = row->parties[i].item;
    links_sort_items(r->items, row->n_parties);
    for (size_t i = 0; i < row->n_parties; i++)
        if (n == 0 || r->items[i] != r->items[n - 1])
            r->items[n++] = r->items[i];
    return n;
}

static enum status loosen(struct store_writer *w, const struct store_event *row, const struct slot *slot,
                          struct err *err)
{
    struct remap *r = w->renewal;
    size_t n = find_items(r, row);
    enum status st = ST_OK;

    for (size_t i = 0; i < n && st == ST_OK; i++) {
        struct link link = link_make(row->ev.time.at, r->items[i], row->id);

        if (slot != NULL && links_stay(slot, &link))
            continue;
        sql_int(r->q[RQ_LOOSE], 1, r->items[i]);
        st = chunks_remove(w, &link, err);
        if (st == ST_OK)
            st = sql_run(w->s, r->q[RQ_LOOSE], err);
    }
    return st;
}

/* Takes the event out of everything that its old mapping put it into, but for links that its new one,
 * if there is one, has as well. */
static enum status take_out(struct store_writer *w, const struct store_event *row, const struct slot *slot,
                            struct err *err)
{
    struct remap *r = w->renewal;
    enum status st = ST_OK;

    if ((row->ev.flags & EVENT_SUPERSEDED) == 0)
        st = settle_count(w, row->id, -1, err);
    if (st == ST_OK)
        st = loosen(w, row, slot, err);
    sql_int(r->q[RQ_CHANGES], 1, row->id);
    return st == ST_OK ? sql_run(w->s, r->q[RQ_CHANGES], err) : st;
}

/* An id that changed leaves the table of ids; the versions that stay behind are settled again. */
static enum status leave_id(struct store_writer *w, const struct store_event *row, struct err *err)
{
    struct remap *r = w->renewal;
    int64_t h = ident_head(row->ev.ident);
    enum status st;

    if (!event_has_id(&row->ev))
        return ST_OK;
    sql_int(r->q[RQ_NATIVE], 1, h);
    sql_int(r->q[RQ_NATIVE], 2, row->id);
    st = sql_run(w->s, r->q[RQ_NATIVE], err);
    return st == ST_OK && (row->ev.flags & EVENT_CONFLICT) != 0 ? settle_again(w, h, err) : st;
}

enum status remap_remove(struct store_writer *w, int64_t event, struct err *err)
{
    const struct store_event *row = &w->renewal->loader.row;
    enum status st = loader_get(&w->renewal->loader, event, err);

    assert(st != ST_END);
    if (st == ST_OK)
        st = amend_keep(w, event, err);
    if (st == ST_OK)
        st = absent_moved(w, event, row->import, row->ev.time.at, err);
    if (st == ST_OK)
        st = take_out(w, row, NULL, err);
    if (st == ST_OK)
        st = leave_id(w, row, err);
    if (st == ST_OK && (row->ev.flags & EVENT_STALE) != 0)
        st = unstale(w, row->ev.content, row->ev.sub, event, err);
    sql_int(w->renewal->q[RQ_GONE], 1, event);
    return st == ST_OK ? sql_run(w->s, w->renewal->q[RQ_GONE], err) : st;
}

/* The event's own row; its lists, links and sums follow with those of new events. */
static enum status put_back(struct store_writer *w, const struct slot *slot, unsigned flags, struct err *err)
{
    struct sqlite3_stmt *q = w->renewal->q[RQ_EVENT];
    const struct event *ev = slot->ev;

    sql_int(q, 1, slot->id);
    rows_bind_mapping(q, slot);
    sql_int(q, 17, ev->time.at);
    sql_blob(q, 18, ev->ident, IDENT_SIZE);
    sql_int(q, 19, slot->variant);
    sql_int(q, 20, slot->n);
    sql_int(q, 21, ev->content);
    sql_int(q, 22, ev->leaves);
    sql_int(q, 23, (int64_t)flags);
    return sql_run(w->s, q, err);
}

static enum status rewrite(struct store_writer *w, struct slot *slot, struct err *err)
{
    struct store_event *row = &w->renewal->loader.row;
    unsigned flags;
    enum status st = loader_get(&w->renewal->loader, slot->id, err);

    assert(st != ST_END);
    if (st == ST_OK)
        st = amend_keep(w, slot->id, err);
    if (st == ST_OK)
        st = take_out(w, row, slot, err);
    if (st == ST_OK && slot->rekeyed)
        st = leave_id(w, row, err);
    if (st == ST_OK && (slot->rekeyed || slot->ev->time.at != row->ev.time.at))
        st = absent_doubt(w, slot->id, err);
    if (st == ST_OK && slot->ev->time.at != row->ev.time.at)
        st = absent_moved(w, slot->id, row->import, row->ev.time.at, err);
    if (st != ST_OK)
        return st;
    flags = row->ev.flags & ~(unsigned)(EVENT_STALE | EVENT_DIFFERS | EVENT_IGNORES);
    if (slot->rekeyed)
        flags &= EVENT_RECOVERED;
    flags |= slot->ev->flags & EVENT_IGNORES;
    if (slot->ev->n_changes > 0)
        flags |= ROW_HAS_CHANGES;
    slot->uncounted = (flags & EVENT_SUPERSEDED) != 0;
    return put_back(w, slot, flags, err);
}

enum status remap_rewrite(struct store_writer *w, struct err *err)
{
    enum status st = ST_OK;

    for (size_t i = 0; i < w->n_slots && st == ST_OK; i++)
        if (w->slots[i].rewrite)
            st = rewrite(w, &w->slots[i], err);
    return st;
}

/* What no event concerns any more goes.  Links, items and tallies must be written out. */
enum status remap_end(struct store_writer *w, struct err *err)
{
    const int64_t numbers[] = {w->source, w->renewal != NULL ? w->renewal->stale : 0};
    enum status st;

    if (w->renewal == NULL || !w->remap)
        return ST_OK;
    st = sql_exec(w->s,
                  "WITH RECURSIVE m(p) AS (SELECT min(period) FROM by_item UNION ALL SELECT"
                  " (SELECT min(period) FROM by_item WHERE period>m.p) FROM m WHERE m.p IS NOT NULL)"
                  "DELETE FROM item WHERE id IN (SELECT item FROM loose) AND events=0 AND NOT EXISTS"
                  " (SELECT 1 FROM m CROSS JOIN by_item b ON b.period=m.p AND b.item=item.id)",
                  err);
    if (st == ST_OK)
        st = run_for_source(w,
                            "DELETE FROM action WHERE source=?1 AND id NOT IN (SELECT action FROM tally)"
                            " AND id NOT IN (SELECT action FROM event WHERE (flags&" FLAG_SUPERSEDED ")<>0)",
                            err);
    return st == ST_OK ? sql_run_text(w->s, "UPDATE source SET stale=?2 WHERE id=?1", numbers, 2, err) : st;
}
