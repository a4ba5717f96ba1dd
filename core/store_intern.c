/* store_intern: texts to row ids, and items to their rows.  See store_intern.h.
 *
 * Caches are emptied when full, so memory is bounded; what an item gained is written then.  Items
 * not in the cache are looked up once per batch, in order of the index.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "store_suppress.h"
#include "store_writer.h"

#define INTERN_MAX 524288             /* entries of a cache before it is written out and emptied */
#define ITEM_ROOM  ((size_t)80 << 20) /* bytes of items before the same ... */
#define TEXT_ROOM  ((size_t)4 << 20)  /* ... and of texts, of which a dump has few as a rule */

#define FEW   16384 /* buckets of tables that stay small as a rule, and of items; powers of two */
#define MANY  262144
#define NEAR  8  /* an event's items are called into the processor's cache so many events ahead, */
#define AHEAD 16 /* and so many ahead the places where to find them */

static void table_init(struct table *t, size_t buckets, size_t room)
{
    *t = (struct table){.n_buckets = buckets, .room = room, .seed = slice_hash_seed()};
    t->buckets = mem_zero(t->n_buckets, sizeof(*t->buckets));
}

static void table_clear(struct table *t)
{
    memset(t->buckets, 0, t->n_buckets * sizeof(*t->buckets));
    arena_reset(&t->arena);
    t->n = 0;
    t->uses = 0;
}

static bool table_full(const struct table *t)
{
    return t->n >= INTERN_MAX || t->uses > UINT32_MAX / 2 || arena_used(&t->arena) >= t->room;
}

static void table_release(struct table *t)
{
    mem_free(t->buckets);
    arena_release(&t->arena);
}

void intern_init(struct store_writer *w)
{
    table_init(&w->items, MANY, ITEM_ROOM);
    table_init(&w->types, FEW, TEXT_ROOM);
    table_init(&w->actions, FEW, TEXT_ROOM);
    table_init(&w->terms, FEW, TEXT_ROOM);
}

void intern_release(struct store_writer *w)
{
    table_release(&w->items);
    table_release(&w->types);
    table_release(&w->actions);
    table_release(&w->terms);
    mem_free(w->missing.all);
    mem_free(w->found.all);
    mem_free(w->made.all);
}

/* The entry of text, made with id 0 if it is new. */
static struct text_entry *text_entry(struct table *t, struct slice text)
{
    uint64_t hash = slice_hash_from(t->seed, text);
    void **bucket = &t->buckets[hash & (t->n_buckets - 1)];
    struct text_entry *e;

    for (e = *bucket; e != NULL; e = e->next)
        if (e->hash == hash && slice_equal(e->text, text))
            return e;
    e = arena_zero(&t->arena, 1, sizeof(*e));
    *e = (struct text_entry){.next = *bucket, .hash = hash, .text = slice_copy(&t->arena, text)};
    *bucket = e;
    t->n++;
    return e;
}

static enum status action_make(struct store_writer *w, const struct event *ev, int64_t *id, struct err *err)
{
    struct sqlite3_stmt *q = w->q[WQ_ACTION_NEW];

    *id = w->next_action++;
    sql_int(q, 1, *id);
    sql_int(q, 2, w->source);
    sql_texts(q, 3, ev->action);
    sql_texts(q, 4, ev->category);
    sql_texts(q, 5, ev->label);
    sql_texts(q, 6, ev->sentence);
    return sql_run(w->s, q, err);
}

enum status intern_renew(struct store_writer *w, const struct event *ev, int64_t id, struct err *err)
{
    struct sqlite3_stmt *q = w->q[WQ_ACTION_RENEW];

    sql_int(q, 1, id);
    sql_texts(q, 2, ev->category);
    sql_texts(q, 3, ev->label);
    sql_texts(q, 4, ev->sentence);
    return sql_run(w->s, q, err);
}

/* A catalog that says something else about a known action is taken over. */
static enum status action_find(struct store_writer *w, const struct event *ev, int64_t *id, struct err *err)
{
    struct sqlite3_stmt *q = w->q[WQ_ACTION_FIND];
    bool same;
    enum status st;

    sql_int(q, 1, w->source);
    sql_texts(q, 2, ev->action);
    st = sql_step(w->s, q, err);
    if (st == ST_END)
        return action_make(w, ev, id, err);
    if (st != ST_OK)
        return st;
    *id = sql_column_int(q, 0);
    same = slice_equal(sql_column(q, 1), ev->category) && slice_equal(sql_column(q, 2), ev->label) &&
           slice_equal(sql_column(q, 3), ev->sentence);
    sql_reset(q);
    return same ? ST_OK : intern_renew(w, ev, *id, err);
}

static enum status term_find(struct store_writer *w, struct slice text, int64_t *id, struct err *err)
{
    struct sqlite3_stmt *q = w->q[WQ_TERM_FIND];
    enum status st;

    sql_texts(q, 1, text);
    st = sql_one(w->s, q, id, err);
    if (st != ST_END)
        return st;
    q = w->q[WQ_TERM_NEW];
    *id = w->next_term++;
    sql_int(q, 1, *id);
    sql_texts(q, 2, text);
    return sql_run(w->s, q, err);
}

static enum status intern_action(struct store_writer *w, const struct event *ev, int64_t *id, struct err *err)
{
    struct text_entry *e = text_entry(&w->actions, ev->action);
    enum status st = ST_OK;

    if (e->id == 0)
        st = action_find(w, ev, &e->id, err);
    *id = e->id;
    return st;
}

static enum status intern_term(struct store_writer *w, struct slice text, int64_t *id, struct err *err)
{
    struct text_entry *e;
    enum status st = ST_OK;

    *id = 0;
    if (text.n == 0)
        return ST_OK;
    e = text_entry(&w->terms, text);
    if (e->id == 0)
        st = term_find(w, text, &e->id, err);
    *id = e->id;
    return st;
}

static void list_add(struct item_list *l, struct item_entry *e)
{
    l->all = mem_grow(l->all, l->n, &l->size, sizeof(*l->all));
    l->all[l->n++] = e;
}

static struct item_entry *item_make(struct store_writer *w, const struct party *p, const struct slot_item *i,
                                    void **bucket)
{
    struct table *t = &w->items;
    size_t n_label = p->label.n <= FIRST_LABEL_MAX ? p->label.n : 0;
    struct item_entry *e = arena_alloc(&t->arena, sizeof(*e) + p->key.n + n_label);

    assert(p->key.n <= EVENT_MAX_KEY);
    *e = (struct item_entry){.next = *bucket,
                             .hash = i->hash,
                             .n_key = (uint16_t)p->key.n,
                             .n_label = (uint16_t)n_label,
                             .type = i->type,
                             .first_at = INT64_MAX,
                             .last_at = STAMP_UNKNOWN};
    memcpy(e->key, p->key.p, p->key.n);
    if (n_label > 0)
        memcpy(e->key + p->key.n, p->label.p, n_label);
    *bucket = e;
    t->n++;
    list_add(&w->missing, e);
    return e;
}

static void **item_bucket(struct store_writer *w, uint32_t hash)
{
    return &w->items.buckets[hash & (w->items.n_buckets - 1)];
}

/* The entry of a party's item; a new one is among the missing until look_up_missing(). */
static struct item_entry *item_entry(struct store_writer *w, const struct party *p, const struct slot_item *i)
{
    void **bucket = item_bucket(w, i->hash);

    for (struct item_entry *e = *bucket; e != NULL; e = e->next)
        if (e->hash == i->hash && e->type == i->type && e->n_key == p->key.n &&
            memcmp(e->key, p->key.p, p->key.n) == 0)
            return e;
    return item_make(w, p, i, bucket);
}

/* The n-th party of most events has the same type. */
static const struct text_entry *type_entry(struct store_writer *w, size_t n, struct slice type)
{
    const struct text_entry **guess = &w->type_guess[n % TYPE_GUESSES];

    if (*guess == NULL || !slice_equal((*guess)->text, type))
        *guess = text_entry(&w->types, type);
    return *guess;
}

static void hash_items(struct store_writer *w, struct slot *slot, struct arena *a)
{
    const struct event *ev = slot->ev;

    slot->items = arena_alloc(a, ev->n_parties * sizeof(*slot->items));
    for (size_t i = 0; i < ev->n_parties; i++) {
        struct slot_item *item = &slot->items[i];
        uint64_t hash;

        *item = (struct slot_item){.type = type_entry(w, i, ev->parties[i].type)};
        hash = slice_hash_from(item->type->hash, ev->parties[i].key);
        item->hash = (uint32_t)(hash ^ hash >> 32);
        __builtin_prefetch(item_bucket(w, item->hash));
    }
    w->items.uses += ev->n_parties;
}

static enum status intern_event(struct store_writer *w, struct slot *slot, struct arena *a, struct err *err)
{
    enum status st = intern_action(w, slot->ev, &slot->action, err);

    if (st == ST_OK)
        st = intern_term(w, slot->ev->agent, &slot->agent, err);
    hash_items(w, slot, a);
    return st;
}

/* Starts to bring in what find_items() comes to soon. */
static void call_items(struct store_writer *w, const struct slot *slot)
{
    for (size_t k = 0; slot->items != NULL && k < slot->ev->n_parties; k++) {
        const unsigned char *e = *item_bucket(w, slot->items[k].hash);

        for (size_t line = 0; e != NULL && line < ITEM_LINES; line++)
            __builtin_prefetch(e + line * 64);
    }
}

/* Does it bear its item's first label?  The first one to arrive makes it that. */
static bool is_first_label(struct store_writer *w, struct item_entry *e, struct slice label)
{
    if (label.n == 0)
        return false;
    if (e->first_label.n == 0 && label.n <= FIRST_LABEL_MAX) {
        e->first_label = slice_copy(&w->items.arena, label);
        e->first_new = true;
    }
    return slice_equal(e->first_label, label);
}

static void use_item(struct store_writer *w, const struct slot *slot, size_t k)
{
    struct slot_item *item = &slot->items[k];

    item->id = item->e->id;
    item->first = is_first_label(w, item->e, slot->ev->parties[k].label);
    if (slot->is_new)
        tally_item(w, slot, k, w->turn + (uint64_t)(slot - w->slots));
}

/* An item that is missing waits in all of the batch, so that each item's events stay in order. */
static void find_items(struct store_writer *w, struct slot *slot, struct arena *a)
{
    if (!slot->is_new && !slot->rewrite)
        return;
    for (size_t k = 0; k < slot->ev->n_parties; k++) {
        slot->items[k].e = item_entry(w, &slot->ev->parties[k], &slot->items[k]);
        if (slot->items[k].e->id != 0)
            use_item(w, slot, k);
        else
            slot->waits = true;
    }
    if (!slot->waits)
        rows_pack(w, slot, a);
}

/* What one step needs from memory was asked for some events before: none waits for it. */
static enum status find_all(struct store_writer *w, struct arena *a, struct err *err)
{
    struct slot *s = w->slots;
    enum status st = ST_OK;

    for (size_t i = 0; i < w->n_slots + AHEAD && st == ST_OK; i++) {
        if (i < w->n_slots && (s[i].is_new || s[i].rewrite))
            st = intern_event(w, &s[i], a, err);
        if (i >= NEAR && i - NEAR < w->n_slots)
            call_items(w, &s[i - NEAR]);
        if (i >= AHEAD)
            find_items(w, &s[i - AHEAD], a);
    }
    return st;
}

static struct slice key_of(const struct item_entry *e)
{
    return (struct slice){e->key, e->n_key};
}

static int item_order(const void *a, const void *b)
{
    const struct item_entry *x = *(struct item_entry *const *)a, *y = *(struct item_entry *const *)b;
    int c = x->type == y->type ? 0 : slice_order(x->type->text, y->type->text);

    return c != 0 ? c : slice_order(key_of(x), key_of(y));
}

static void item_found(struct store_writer *w, struct item_entry *e)
{
    struct sqlite3_stmt *q = w->q[WQ_ITEM_FIND];

    e->stored = true;
    e->id = sql_column_int(q, 0);
    if (!sql_column_null(q, 1))
        e->first_label = slice_copy(&w->items.arena, sql_column(q, 1));
    sql_reset(q);
    list_add(&w->found, e);
}

static enum status item_look_up(struct store_writer *w, struct item_entry *e, struct err *err)
{
    struct sqlite3_stmt *q = w->q[WQ_ITEM_FIND];
    enum status st = ST_END;

    if (w->items_stored) {
        sql_texts(q, 1, e->type->text);
        sql_texts(q, 2, key_of(e));
        st = sql_step(w->s, q, err);
    }
    if (st == ST_OK)
        item_found(w, e);
    if (st != ST_END)
        return st;
    e->id = w->next_item++;
    e->first_label = (struct slice){e->key + e->n_key, e->n_label};
    list_add(&w->made, e);
    return ST_OK;
}

static enum status look_up_missing(struct store_writer *w, struct err *err)
{
    enum status st = ST_OK;

    if (w->missing.n > 1)
        qsort(w->missing.all, w->missing.n, sizeof(struct item_entry *), item_order);
    for (size_t i = 0; i < w->missing.n && st == ST_OK; i++) {
        struct item_entry *e = w->missing.all[i];

        st = item_look_up(w, e, err);
        if (st == ST_OK && w->marks != NULL)
            st = suppress_item(w, e->type->text, key_of(e), &e->erased, err);
    }
    w->missing.n = 0;
    return st;
}

static void use_waiting(struct store_writer *w, struct arena *a)
{
    for (size_t i = 0; i < w->n_slots; i++) {
        struct slot *slot = &w->slots[i];

        if (!slot->waits)
            continue;
        for (size_t k = 0; k < slot->ev->n_parties; k++)
            if (slot->items[k].id == 0)
                use_item(w, slot, k);
        rows_pack(w, slot, a);
    }
}

enum status intern_batch(struct store_writer *w, struct arena *a, struct err *err)
{
    enum status st;

    w->turn++;
    st = find_all(w, a, err);
    if (st == ST_OK)
        st = look_up_missing(w, err);
    if (st == ST_OK)
        use_waiting(w, a);
    w->turn += w->n_slots;
    return st;
}

static void bind_label(struct sqlite3_stmt *q, int64_t at, const unsigned char *ident, struct slice label)
{
    sql_texts(q, 2, label);
    sql_int(q, 3, at);
    sql_blob(q, 4, ident, IDENT_SIZE);
}

static enum status item_merge(struct store_writer *w, struct item_entry *e, struct err *err)
{
    struct sqlite3_stmt *q = w->q[e->labelled ? WQ_ITEM_MERGE_LABEL : WQ_ITEM_MERGE];

    sql_int(q, 1, e->id);
    if (e->labelled)
        bind_label(q, e->label_at, e->label_ident, e->label);
    sql_int(q, 5, e->events);
    sql_int(q, 6, e->failures);
    sql_int(q, 7, e->denials);
    sql_int(q, 8, e->acted);
    sql_time(q, 9, e->first_at == INT64_MAX ? STAMP_UNKNOWN : e->first_at);
    sql_time(q, 10, e->last_at);
    return sql_run(w->s, q, err);
}

enum status intern_write_label(struct store_writer *w, int64_t item, int64_t at, const unsigned char *ident,
                               struct slice label, struct err *err)
{
    struct sqlite3_stmt *q = w->q[WQ_ITEM_LABEL];

    sql_int(q, 1, item);
    bind_label(q, at, ident, label);
    return sql_run(w->s, q, err);
}

static enum status item_set_first(struct store_writer *w, struct item_entry *e, struct err *err)
{
    struct sqlite3_stmt *q = w->q[WQ_ITEM_FIRST_SET];

    sql_int(q, 1, e->id);
    sql_texts(q, 2, e->first_label);
    return sql_run(w->s, q, err);
}

static enum status item_write(struct store_writer *w, struct item_entry *e, struct err *err)
{
    enum status st = e->first_new ? item_set_first(w, e, err) : ST_OK;

    assert(e->events != 0 || !e->labelled);
    return st == ST_OK && e->events != 0 ? item_merge(w, e, err) : st;
}

static int id_order(const void *a, const void *b)
{
    const struct item_entry *x = *(struct item_entry *const *)a, *y = *(struct item_entry *const *)b;

    return x->id < y->id ? -1 : x->id > y->id;
}

/* In order of id: that of the rows.  Those that have none yet got their ids in order. */
static enum status items_flush(struct store_writer *w, struct err *err)
{
    struct item_list *found = &w->found, *made = &w->made;
    enum status st = ST_OK;

    assert(w->missing.n == 0 && found->n + made->n == w->items.n);
    if (found->n > 1)
        qsort(found->all, found->n, sizeof(struct item_entry *), id_order);
    for (size_t i = 0; i < found->n && st == ST_OK; i++)
        st = item_write(w, found->all[i], err);
    if (st == ST_OK)
        st = rows_feed(w, FEED_ITEM, made->all, made->n, err);
    w->items_stored = w->items_stored || made->n > 0;
    found->n = made->n = 0;
    table_clear(&w->items);
    table_clear(&w->types);
    memset(w->type_guess, 0, sizeof(w->type_guess));
    return st;
}

enum status intern_flush(struct store_writer *w, bool all, struct err *err)
{
    if (table_full(&w->actions))
        table_clear(&w->actions);
    if (table_full(&w->terms))
        table_clear(&w->terms);
    return all || table_full(&w->items) || table_full(&w->types) ? items_flush(w, err) : ST_OK;
}
