/* store_load: one stored event, whole.  See store_load.h. */
#include <stdio.h>
#include <string.h>

#include "json.h"
#include "stamp_spell.h"
#include "store_erased.h"
#include "store_load.h"
#include "store_pseudonyms.h"
#include "utf8.h"

#define DIM_KEPT 1024 /* bytes; ten times what an item has */

struct dim_slot {
    int64_t id; /* 0: empty */
    unsigned char *bytes;
    size_t n[DIM_TEXTS], size;
};

/* What another hand wrote into an event is not passed on as if it had been imported. */
static enum status damaged(const struct loader *l, const char *what, struct err *err)
{
    char text[96];

    snprintf(text, sizeof(text), "event %s: %s", l->row.public_id, what);
    return sql_damaged(l->s, text, err);
}

static enum status dim_open(struct store *s, struct dim *d, const char *text, size_t n_texts, size_t n_slots,
                            struct err *err)
{
    d->n_texts = n_texts;
    d->n_slots = n_slots;
    d->slots = mem_zero(n_slots, sizeof(*d->slots));
    return sql_prepare(s, text, &d->q, err);
}

static void dim_close(struct dim *d)
{
    for (size_t i = 0; d->slots != NULL && i < d->n_slots; i++)
        mem_free(d->slots[i].bytes);
    mem_free(d->slots);
    sql_free(d->q);
}

static void dim_keep(struct loader *l, struct dim *d, struct dim_slot *slot, int64_t id)
{
    size_t all = 0, at = 0;

    for (size_t i = 0; i < d->n_texts; i++)
        all += sql_column(d->q, (int)i).n;
    if (slot->size < all || slot->size > DIM_KEPT) {
        slot->bytes = mem_resize(slot->bytes, all, 1);
        slot->size = all;
    }
    slot->id = id;
    for (size_t i = 0; i < d->n_texts; i++) {
        struct slice text = sql_column(d->q, (int)i);

        l->broken |= d != &l->imports && utf8_valid(text) < text.n; /* a dump's name may be any bytes */
        slot->n[i] = text.n;
        if (text.n > 0)
            memcpy(slot->bytes + at, text.p, text.n);
        at += text.n;
    }
}

/* The texts of row id, copied into the arena. */
static enum status dim_get(struct loader *l, struct dim *d, int64_t id, struct slice *out, struct err *err)
{
    struct dim_slot *slot = &d->slots[(size_t)id % d->n_slots];
    const unsigned char *p;
    size_t all = 0;

    if (slot->id != id) {
        enum status st;

        sql_int(d->q, 1, id);
        st = sql_step(l->s, d->q, err);
        if (st == ST_END)
            return damaged(l, "a row that another one names is missing", err);
        if (st != ST_OK)
            return st;
        dim_keep(l, d, slot, id);
        sql_reset(d->q);
    }
    for (size_t i = 0; i < d->n_texts; i++)
        all += slot->n[i];
    p = arena_copy(&l->arena, slot->bytes, all);
    for (size_t i = 0; i < d->n_texts; p += slot->n[i], i++)
        out[i] = (struct slice){p, slot->n[i]};
    return ST_OK;
}

static enum status open_dims(struct loader *l, struct err *err)
{
    enum status st = dim_open(l->s, &l->actions,
                              "SELECT a.name,a.category,a.label,a.sentence,s.name FROM action a"
                              " JOIN source s ON s.id=a.source WHERE a.id=?1",
                              5, 512, err);

    if (st == ST_OK)
        st = dim_open(
            l->s, &l->imports,
            "SELECT name,dump,zone,iif(dump IN (SELECT mark FROM erased),'1','') FROM import WHERE id=?1", 4,
            64, err);
    if (st == ST_OK)
        st = dim_open(l->s, &l->terms, "SELECT text FROM term WHERE id=?1", 1, 256, err);
    if (st == ST_OK)
        st =
            dim_open(l->s, &l->items,
                     l->s->named ? "SELECT i.type,i.key,n.label,i.first_label FROM item i"
                                   " LEFT JOIN named n ON n.item=i.id WHERE i.id=?1"
                                 : "SELECT type,key," ITEM_LABEL("item") ",first_label FROM item WHERE id=?1",
                     4, 65536, err);
    return st;
}

/* What a later export lacks, by event: the rows of absent are in order of imports.  Filled once for all that
 * is read; a store without such events pays nothing, and a writer has no use of it. */
static enum status open_lacking(struct loader *l, struct err *err)
{
    struct store *s = l->s;
    int64_t some = 0;
    enum status st = s->begun ? ST_OK : sql_one_text(s, "SELECT EXISTS(SELECT 1 FROM absent)", &some, err);

    if (st != ST_OK || some == 0)
        return st;
    if (!s->lacking)
        st = sql_exec(s,
                      "CREATE TEMP TABLE IF NOT EXISTS lacking(event INTEGER PRIMARY KEY);"
                      "DELETE FROM lacking; INSERT OR IGNORE INTO lacking SELECT event FROM absent",
                      err);
    s->lacking = st == ST_OK;
    return st == ST_OK ? sql_prepare(s, "SELECT 1 FROM lacking WHERE event=?1", &l->lacking, err) : st;
}

enum status loader_open(struct loader *l, struct store *s, struct err *err)
{
    enum status st;

    memset(l, 0, sizeof(*l));
    l->s = s;
    l->digest = digest_new();
    buf_init(&l->scratch, BUF_CAP);
    st = open_dims(l, err);
    if (st == ST_OK)
        st = sql_prepare(s, "SELECT field,old,new,known FROM change WHERE event=?1 ORDER BY ord", &l->changes,
                         err);
    if (st == ST_OK)
        st = sql_prepare(s, "SELECT " LOAD_COLUMNS " FROM event e WHERE e.id=?1", &l->event, err);
    if (st == ST_OK)
        st = erased_open(s, &l->erased, err);
    return st == ST_OK ? open_lacking(l, err) : st;
}

void loader_close(struct loader *l)
{
    sql_free(l->event);
    sql_free(l->changes);
    sql_free(l->lacking);
    sql_free(l->erased);
    dim_close(&l->actions);
    dim_close(&l->imports);
    dim_close(&l->terms);
    dim_close(&l->items);
    digest_free(l->digest);
    buf_release(&l->scratch);
    arena_release(&l->arena);
}

void loader_forget(struct loader *l)
{
    for (size_t i = 0; i < l->actions.n_slots; i++)
        l->actions.slots[i].id = 0;
}

static struct slice bytes(struct loader *l, struct sqlite3_stmt *q, int i)
{
    struct slice s = sql_column(q, i);

    return s.n > 0 ? slice_copy(&l->arena, s) : SLICE_NONE;
}

static struct slice text(struct loader *l, struct sqlite3_stmt *q, int i)
{
    struct slice s = bytes(l, q, i);

    l->broken |= utf8_valid(s) < s.n;
    return s;
}

static void take_time(struct stamp *t, int64_t at, unsigned how)
{
    t->at = at;
    t->resolution = (enum stamp_resolution)(how & 7);
    t->zone = (enum stamp_zone)(how >> HOW_ZONE_SHIFT & 3);
    t->ambiguous = (how & HOW_AMBIGUOUS) != 0;
    t->out_of_range = (how & HOW_OUT_OF_RANGE) != 0;
}

static struct slice take_time_text(struct loader *l, struct sqlite3_stmt *q, const struct stamp *t,
                                   unsigned spelling)
{
    if (spelling == 0 || spelling >= STAMP_SPELLINGS || t->at == STAMP_UNKNOWN)
        return text(l, q, 9);
    buf_clear(&l->scratch);
    stamp_spell(&l->scratch, t->at, t->resolution, spelling);
    return slice_copy(&l->arena, buf_view(&l->scratch));
}

static enum status check_texts(struct loader *l, struct err *err)
{
    const struct event *ev = &l->row.ev;

    if (l->broken)
        return damaged(l, "a text that is no UTF-8", err);
    if (ev->attributes.n > 0 && !json_is_valid(ev->attributes))
        return damaged(l, "attributes that are no JSON", err);
    return ST_OK;
}

/* Those that tables are looked up by, an outcome and what time_how holds, and those that cannot be below 0.
 */
static enum status check_numbers(struct loader *l, struct sqlite3_stmt *q, struct err *err)
{
    int64_t how = sql_column_int(q, 8), outcome = sql_column_int(q, 11);

    if (how < 0 || how >> HOW_SPELL_SHIFT >= STAMP_SPELLINGS || (how & 7) > STAMP_RES_NS)
        return damaged(l, "a time_how that no event has", err);
    if (outcome < 0 || outcome > OUTCOME_DENIED)
        return damaged(l, "an outcome that no event has", err);
    if (sql_column_int(q, 15) < 1 || sql_column_int(q, 15) > EVENT_MAX_COUNT)
        return damaged(l, "a count that no event has", err);
    if (!sql_columns_count(q, 21, 4))
        return damaged(l, "a place in its dump below 0", err);
    return ST_OK;
}

static void take_mapping(struct loader *l, struct sqlite3_stmt *q, struct event *ev)
{
    unsigned how = (unsigned)sql_column_int(q, 8);

    ev->native = text(l, q, 6);
    take_time(&ev->time, sql_column_int(q, 7), how);
    ev->time_text = take_time_text(l, q, &ev->time, how >> HOW_SPELL_SHIFT);
    ev->outcome = (enum outcome)sql_column_int(q, 11);
    ev->reason = text(l, q, 12);
    ev->request = text(l, q, 13);
    ev->message = text(l, q, 14);
    ev->count = sql_column_int(q, 15);
    ev->ip = text(l, q, 16);
    ev->location = text(l, q, 18);
    ev->channel = text(l, q, 19);
    ev->attributes = bytes(l, q, 20);
    ev->record = (uint64_t)sql_column_int(q, 21);
    ev->sub = (uint32_t)sql_column_int(q, 22);
    ev->offset = (uint64_t)sql_column_int(q, 23);
    ev->length = (uint64_t)sql_column_int(q, 24);
    sql_column_bytes(q, 25, ev->digest, DIGEST_SIZE);
}

static enum status take_names(struct loader *l, struct sqlite3_stmt *q, struct store_event *out,
                              struct err *err)
{
    struct event *ev = &out->ev;
    struct slice t[DIM_TEXTS] = {{0}};
    enum status st;

    out->action_id = sql_column_int(q, 10);
    st = dim_get(l, &l->actions, out->action_id, t, err);
    if (st != ST_OK)
        return st;
    ev->action = t[0];
    ev->category = t[1];
    ev->label = t[2];
    ev->sentence = t[3];
    out->source = t[4];
    st = dim_get(l, &l->imports, out->import, t, err);
    if (st != ST_OK)
        return st;
    out->dump_name = t[0];
    out->zone = t[2];
    out->dump_erased = t[3].n > 0;
    if (t[1].n > 0)
        memcpy(out->dump, t[1].p, t[1].n < DIGEST_SIZE ? t[1].n : DIGEST_SIZE); /* zeroed before */
    return sql_column_null(q, 17) ? ST_OK : dim_get(l, &l->terms, sql_column_int(q, 17), &ev->agent, err);
}

static bool take_code(struct slice number, struct store_party *p, bool *first)
{
    int64_t code;

    if (!slice_int(number, &code) || code < 0 || (code & PARTY_ROLE_MASK) >= ROLE_COUNT)
        return false;
    *p = (struct store_party){.role = (enum role)(code & PARTY_ROLE_MASK), .item = code >> PARTY_SHIFT};
    *first = (code & PARTY_FIRST) != 0;
    return true;
}

/* One party (see event.parties), whose first token was just read.  False if it is not. */
static bool read_party(struct json_scan *scan, enum json_token token, struct store_party *p, bool *first)
{
    int64_t how;

    if (token == JSON_NUMBER)
        return take_code(scan->value, p, first);
    if (token != JSON_ARRAY || json_next(scan) != JSON_NUMBER || !take_code(scan->value, p, first))
        return false;
    if (json_next(scan) != JSON_NUMBER || !slice_int(scan->value, &how) || how < 0 || how > FOUND_INFERRED)
        return false;
    p->how = (enum found)how;
    token = json_next(scan);
    if (token == JSON_STRING) {
        p->label = scan->value;
        token = json_next(scan);
    }
    return token == JSON_ARRAY_END;
}

static enum status take_party(struct loader *l, struct store_party *p, bool first, struct store_event *out,
                              struct err *err)
{
    struct slice t[DIM_TEXTS];
    enum status st = dim_get(l, &l->items, p->item, t, err);

    if (st != ST_OK)
        return st;
    p->type = t[0];
    p->key = t[1];
    p->latest = t[2];
    p->label = first ? t[3] : p->label;
    out->parties = arena_grow(&l->arena, out->parties, out->n_parties, sizeof(*out->parties));
    out->parties[out->n_parties++] = *p;
    return ST_OK;
}

static enum status take_parties(struct loader *l, struct sqlite3_stmt *q, struct store_event *out,
                                struct err *err)
{
    struct json_scan scan;
    enum json_token token;
    enum status st = ST_OK;

    if (sql_column_null(q, 27))
        return ST_OK;
    json_start(&scan, bytes(l, q, 27), &l->arena);
    token = json_next(&scan);
    if (token != JSON_ARRAY)
        return damaged(l, "parties that cannot be read", err);
    while (st == ST_OK && (token = json_next(&scan)) != JSON_ARRAY_END) {
        struct store_party p;
        bool first;

        if (!read_party(&scan, token, &p, &first))
            return damaged(l, "parties that cannot be read", err);
        st = take_party(l, &p, first, out, err);
    }
    if (st == ST_OK && json_next(&scan) != JSON_END)
        return damaged(l, "parties that cannot be read", err);
    return st;
}

static enum status take_changes(struct loader *l, struct store_event *out, struct err *err)
{
    struct sqlite3_stmt *q = l->changes;
    struct event *ev = &out->ev;
    enum status st;

    sql_int(q, 1, out->id);
    while ((st = sql_step(l->s, q, err)) == ST_OK) {
        unsigned known = (unsigned)sql_column_int(q, 3);

        ev->changes = arena_grow(&l->arena, ev->changes, ev->n_changes, sizeof(*ev->changes));
        ev->changes[ev->n_changes++] = (struct change){text(l, q, 0), text(l, q, 1), text(l, q, 2), known};
    }
    return st == ST_END ? ST_OK : st;
}

/* Superseded versions are no findings: see store_totals(). */
static enum status take_absent(struct loader *l, struct event *ev, int64_t event, struct err *err)
{
    int64_t absent = 0;
    enum status st;

    if (l->lacking == NULL || (ev->flags & (EVENT_SUPERSEDED | EVENT_ERASED)) != 0)
        return ST_OK;
    sql_int(l->lacking, 1, event);
    st = sql_one(l->s, l->lacking, &absent, err);
    if (absent != 0)
        ev->flags |= EVENT_ABSENT;
    return st == ST_END ? ST_OK : st;
}

enum status loader_take(struct loader *l, struct sqlite3_stmt *q, struct err *err)
{
    struct store_event *out = &l->row;
    unsigned flags;
    enum status st;

    arena_reset(&l->arena);
    memset(out, 0, sizeof(*out));
    out->id = sql_column_int(q, 0);
    out->import = sql_column_int(q, 1);
    out->n = (uint32_t)sql_column_int(q, 2);
    sql_column_bytes(q, 3, out->ev.ident, IDENT_SIZE);
    if (!l->unnamed)
        event_public_id(l->digest, out->ev.ident, out->n, out->public_id);
    st = check_numbers(l, q, err);
    if (st != ST_OK)
        return st;
    out->ev.content = sql_column_int(q, 4);
    out->ev.leaves = (uint32_t)sql_column_int(q, 5);
    flags = (unsigned)sql_column_int(q, 26);
    out->ev.flags = flags & ~(ROW_HAS_CHANGES | EVENT_ABSENT);
    take_mapping(l, q, &out->ev);
    out->ev.by_fields = out->ev.native.n == 0 && sql_column_int(q, 28) != 0;
    out->erased_by = -1;
    if ((flags & EVENT_ERASED) != 0 && l->erased != NULL)
        st = erased_find(l->s, l->erased, out->id, &out->erased_by, err);
    if (st == ST_OK)
        st = take_absent(l, &out->ev, out->id, err);
    if (st == ST_OK)
        st = take_names(l, q, out, err);
    if (st == ST_OK)
        st = take_parties(l, q, out, err);
    if (st == ST_OK && (flags & ROW_HAS_CHANGES) != 0)
        st = take_changes(l, out, err);
    if (st == ST_OK)
        st = check_texts(l, err);
    if (st == ST_OK && l->s->veil != NULL)
        veil_event(l->s, l->digest, &l->row);
    return st;
}

enum status loader_get(struct loader *l, int64_t event, struct err *err)
{
    enum status st;

    sql_int(l->event, 1, event);
    st = sql_step(l->s, l->event, err);
    if (st != ST_OK)
        return st;
    st = loader_take(l, l->event, err);
    sql_reset(l->event);
    return st;
}

static bool same_party(const struct store_party *a, const struct party *b)
{
    return a->role == b->role && a->how == b->how && slice_equal(a->type, b->type) &&
           slice_equal(a->key, b->key) && slice_equal(a->label, b->label);
}

static bool same_change(const struct change *a, const struct change *b)
{
    return a->known == b->known && slice_equal(a->field, b->field) && slice_equal(a->old, b->old) &&
           slice_equal(a->new_, b->new_);
}

static bool same_lists(const struct store_event *row, const struct event *b)
{
    if (row->n_parties != b->n_parties || row->ev.n_changes != b->n_changes)
        return false;
    for (size_t i = 0; i < b->n_parties; i++)
        if (!same_party(&row->parties[i], &b->parties[i]))
            return false;
    for (size_t i = 0; i < b->n_changes; i++)
        if (!same_change(&row->ev.changes[i], &b->changes[i]))
            return false;
    return true;
}

static bool same_attributes(const struct event *a, const struct event *b)
{
    struct arena arena = ARENA_INIT;
    bool same = slice_equal(event_counted(a, &arena), event_counted(b, &arena));

    arena_release(&arena);
    return same;
}

static bool same_stamp(const struct stamp *a, const struct stamp *b)
{
    return a->at == b->at && a->resolution == b->resolution && a->zone == b->zone &&
           a->ambiguous == b->ambiguous && a->out_of_range == b->out_of_range;
}

bool loader_same(const struct loader *l, const struct event *b)
{
    const struct event *a = &l->row.ev;

    return same_stamp(&a->time, &b->time) && a->outcome == b->outcome && a->count == b->count &&
           slice_equal(a->native, b->native) && slice_equal(a->time_text, b->time_text) &&
           slice_equal(a->action, b->action) && slice_equal(a->reason, b->reason) &&
           slice_equal(a->request, b->request) && slice_equal(a->message, b->message) &&
           slice_equal(a->ip, b->ip) && slice_equal(a->agent, b->agent) &&
           slice_equal(a->location, b->location) && slice_equal(a->channel, b->channel) &&
           same_attributes(a, b) && same_lists(&l->row, b);
}
