/* store_erase_part: an event of which some values go.  See store_erase.h.
 *
 * A text in which a needle stands goes whole, and ERASED_TEXT says so in its place; of attributes each name,
 * text or number does.  An item that a needle names is another one then, ERASED_TEXT of its type; a label is
 * none.
 */
#include "json.h"
#include "mem.h"
#include "store_erase_parts.h"
#include "store_links.h"
#include "store_settle.h"

static struct slice left_of(struct store_erase *x, struct slice text)
{
    return erase_hits(x, text) ? SLICE(ERASED_TEXT) : text;
}

/* A token of attributes, and what stands before it since the last one; a name's has the colon behind it. */
static void copy_token(struct store_erase *x, struct buf *b, const struct json_scan *scan, size_t from,
                       enum json_token t)
{
    bool text = t == JSON_KEY || t == JSON_STRING || t == JSON_NUMBER;

    buf_add(b, scan->text.p + from, scan->start - from);
    if (text && erase_hits(x, scan->value))
        buf_slice(b, t == JSON_KEY ? SLICE("\"" ERASED_TEXT "\":") : SLICE("\"" ERASED_TEXT "\""));
    else
        buf_add(b, scan->text.p + scan->start, scan->at - scan->start);
}

static struct slice rewrite_json(struct store_erase *x, struct slice json)
{
    struct json_scan *scan;
    struct buf *b = &x->other;
    enum json_token t;
    size_t from = 0;

    if (!erase_hits(x, json))
        return json;
    scan = arena_zero(&x->loader.arena, 1, sizeof(*scan));
    buf_clear(b);
    json_start(scan, json, &x->loader.arena);
    while ((t = json_next(scan)) != JSON_END && t != JSON_ERROR) {
        copy_token(x, b, scan, from, t);
        from = scan->at;
    }
    buf_add(b, json.p + from, json.n - from);
    if (t == JSON_ERROR || erase_hits(x, buf_view(b)))
        return SLICE("{\"" ERASED_TEXT "\":true}");
    return slice_copy(&x->loader.arena, buf_view(b));
}

static enum status rewrite_changes(struct store_erase *x, struct err *err)
{
    const struct event *ev = &x->loader.row.ev;
    struct sqlite3_stmt *put = x->q[EQ_CHANGE];
    enum status st = ST_OK;

    for (size_t i = 0; i < ev->n_changes && st == ST_OK; i++) {
        const struct change *c = &ev->changes[i];

        if (!erase_hits(x, c->field) && !erase_hits(x, c->old) && !erase_hits(x, c->new_))
            continue;
        sql_int(put, 1, x->loader.row.id);
        sql_int(put, 2, (int64_t)i);
        sql_text(put, 3, left_of(x, c->field));
        sql_text(put, 4, left_of(x, c->old));
        sql_text(put, 5, left_of(x, c->new_));
        st = sql_run(x->s, put, err);
    }
    return st;
}

static enum status item_erased(struct store_erase *x, struct slice type, int64_t *item, struct err *err)
{
    enum status st;

    sql_text(x->q[EQ_ITEM_FIND], 1, type);
    st = sql_one(x->s, x->q[EQ_ITEM_FIND], item, err);
    if (st != ST_END)
        return st;
    sql_text(x->q[EQ_ITEM_MAKE], 1, type);
    return sql_one(x->s, x->q[EQ_ITEM_MAKE], item, err);
}

/* The event's place among the items: another item's instead of the one's. */
static enum status move_link(struct store_erase *x, int64_t from, int64_t to, struct err *err)
{
    const struct store_event *e = &x->loader.row;
    struct link link = link_make(e->ev.time.at, to, e->id);
    struct sqlite3_stmt *q = x->q[EQ_LINK];
    enum status st = erase_unlink(x, from, err);

    sql_int(q, 1, link_period(&link));
    sql_int(q, 2, to);
    sql_int(q, 3, link_second(&link));
    sql_int(q, 4, e->id);
    return st == ST_OK ? sql_run(x->s, q, err) : st;
}

/* Does the label that the party bears stand as its item's first one? */
static enum status is_first(struct store_erase *x, const struct store_party *p, bool *first, struct err *err)
{
    struct sqlite3_stmt *q = x->q[EQ_FIRST_LABEL];
    enum status st;

    sql_int(q, 1, p->item);
    st = sql_step(x->s, q, err);
    *first = st == ST_OK && slice_equal(sql_column(q, 0), p->label);
    sql_reset(q);
    return st == ST_END ? sql_damaged(x->s, "an item is missing", err) : st;
}

/* As rows_pack() does. */
static enum status put_party(struct store_erase *x, struct buf *b, const struct store_party *p,
                             struct err *err)
{
    bool first = false;
    enum status st = p->label.n > 0 ? is_first(x, p, &first, err) : ST_OK;
    int64_t code = p->item << PARTY_SHIFT | (int64_t)p->role | (first ? PARTY_FIRST : 0);

    if (p->how == FOUND_FIELD && (first || p->label.n == 0)) {
        buf_int(b, code);
        return st;
    }
    buf_byte(b, '[');
    buf_int(b, code);
    buf_byte(b, ',');
    buf_int(b, (int64_t)p->how);
    if (p->label.n > 0 && !first) {
        buf_byte(b, ',');
        json_write_string(b, p->label);
    }
    buf_byte(b, ']');
    return st;
}

/* Its label is to be found anew, and its first one may be one that goes. */
static enum status lose_label(struct store_erase *x, struct store_party *p, struct err *err)
{
    enum status st = sql_run_text(x->s, "INSERT OR IGNORE INTO dirty VALUES(?1)", &p->item, 1, err);

    p->label = SLICE_NONE;
    x->w->dirty = true;
    return st == ST_OK ? erase_note_gone(x, GONE_LABEL, p->item, err) : st;
}

static enum status replace_party(struct store_erase *x, const int64_t *was, size_t i, struct err *err)
{
    struct store_party *p = &x->loader.row.parties[i];
    enum status st = item_erased(x, p->type, &p->item, err);

    p->label = SLICE_NONE;
    for (size_t k = 0; k < i; k++)
        if (was[k] == was[i]) /* an item in two roles has one link */
            return st;
    return st == ST_OK ? move_link(x, was[i], p->item, err) : st;
}

/* The event's parties as they are left, as text; *out: n = 0: it has none. */
static enum status rewrite_parties(struct store_erase *x, struct slice *out, struct err *err)
{
    struct store_event *e = &x->loader.row;
    int64_t *was = arena_alloc(&x->loader.arena, (e->n_parties + 1) * sizeof(*was));
    enum status st = ST_OK;

    buf_clear(&x->text);
    for (size_t i = 0; i < e->n_parties && st == ST_OK; i++) {
        struct store_party *p = &e->parties[i];

        was[i] = p->item;
        if (erase_hits(x, p->label))
            st = lose_label(x, p, err);
        if (st == ST_OK && erase_hits(x, p->key))
            st = replace_party(x, was, i, err);
        buf_byte(&x->text, i == 0 ? '[' : ',');
        if (st == ST_OK)
            st = put_party(x, &x->text, p, err);
    }
    if (e->n_parties > 0)
        buf_byte(&x->text, ']');
    *out = buf_view(&x->text);
    return st;
}

static bool loses_item(struct store_erase *x)
{
    const struct store_event *e = &x->loader.row;

    for (size_t i = 0; i < e->n_parties; i++)
        if (erase_hits(x, e->parties[i].key))
            return true;
    return false;
}

static enum status bind_agent(struct store_erase *x, struct sqlite3_stmt *q, struct err *err)
{
    int64_t term = 0;
    enum status st;

    sql_null(q, 8);
    if (!erase_hits(x, x->loader.row.ev.agent))
        return ST_OK;
    st = erase_note_term(x, x->loader.row.id, err);
    sql_text(x->q[EQ_TERM], 1, SLICE(ERASED_TEXT));
    if (st == ST_OK)
        st = sql_one(x->s, x->q[EQ_TERM], &term, err);
    sql_int(q, 8, term);
    return st;
}

static enum status rewrite_row(struct store_erase *x, int64_t action, struct slice parties, struct err *err)
{
    const struct event *ev = &x->loader.row.ev;
    struct sqlite3_stmt *q = x->q[EQ_REWRITE];
    bool time = erase_hits(x, ev->time_text);

    sql_int(q, 1, x->loader.row.id);
    sql_text(q, 2, left_of(x, ev->time_text));
    sql_int(q, 3, time ? TIME_UNSPELLED : -1);
    sql_int(q, 4, action);
    sql_text(q, 5, left_of(x, ev->reason));
    sql_text(q, 6, left_of(x, ev->request));
    sql_text(q, 7, left_of(x, ev->ip));
    sql_text(q, 9, left_of(x, ev->location));
    sql_text(q, 10, left_of(x, ev->channel));
    sql_text(q, 11, left_of(x, ev->message));
    sql_text(q, 12, rewrite_json(x, ev->attributes));
    sql_text(q, 13, parties);
    return bind_agent(x, q, err) == ST_OK ? sql_run(x->s, q, err) : ST_FATAL;
}

enum status erase_part(struct store_erase *x, struct err *err)
{
    const struct event *ev = &x->loader.row.ev;
    int64_t action = x->loader.row.action_id;
    bool moves = loses_item(x);
    struct slice parties = SLICE_NONE;
    enum status st = erase_identity(x, err);

    if (st == ST_OK && moves)
        st = erase_count(x, -1, err);
    if (st == ST_OK)
        st = rewrite_parties(x, &parties, err);
    if (st == ST_OK)
        st = rewrite_changes(x, err);
    if (st == ST_OK && store_unlisted(ev) && erase_hits(x, ev->action))
        st = erase_action(x, &action, err);
    if (st == ST_OK)
        st = rewrite_row(x, action, parties, err);
    return st == ST_OK && moves ? erase_count(x, 1, err) : st;
}
