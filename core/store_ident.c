/* store_ident: which events of a batch are stored already.  See store_ident.h.
 *
 * The batch, sorted, is merged with the index of (at, ident, variant, n): a batch that falls into a
 * gap of the index costs one look.  Where the source gives ids, one row of that key is the event.
 * Where it gives none, equal rows are occurrences 1..k, and this dump met the first m of them: m is
 * found by doubling and halving, so a million equal rows cost a million times log, never a square.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "event_id.h"
#include "store_writer.h"

#define STEPS_BEFORE_SEEK 8

int64_t ident_variant(const struct event *ev)
{
    return event_has_id(ev) ? ev->content : 0;
}

int64_t ident_head(const unsigned char ident[IDENT_SIZE])
{
    uint64_t h = 0;

    for (int i = 0; i < 8; i++)
        h = h << 8 | ident[i];
    return (int64_t)h;
}

bool ident_met(const struct store_writer *w, int64_t id)
{
    assert(id > 0);
    if (id >= w->first_id)
        return true;
    return (w->met[id >> 3] >> (id & 7) & 1) != 0;
}

void ident_meet(struct store_writer *w, int64_t id)
{
    unsigned char bit = (unsigned char)(1u << (id & 7));

    if (id < w->first_id)
        w->met[id >> 3] |= bit;
    if (id < w->part_id)
        met_add(w, id);
}

struct key {
    int64_t at;
    const unsigned char *ident;
    int64_t variant;
};

static int key_order(const struct key *a, const struct key *b)
{
    int c;

    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    c = memcmp(a->ident, b->ident, IDENT_SIZE);
    if (c != 0)
        return c;
    return a->variant < b->variant ? -1 : a->variant > b->variant;
}

static struct key slot_key(const struct slot *s)
{
    return (struct key){s->ev->time.at, s->ev->ident, s->variant};
}

/* Events lie in one array, so their addresses are their order of arrival. */
static int slot_order(const void *a, const void *b)
{
    const struct slot *x = a, *y = b;
    struct key kx = slot_key(x), ky = slot_key(y);
    int c = key_order(&kx, &ky);

    return c != 0 ? c : x->ev < y->ev ? -1 : x->ev > y->ev;
}

static void fill_slots(struct store_writer *w, struct batch *b)
{
    bool sorted = true;

    if (w->size_slots < b->n_events) {
        w->size_slots = b->n_events;
        w->slots = mem_resize(w->slots, w->size_slots, sizeof(*w->slots));
    }
    w->n_slots = b->n_events;
    for (size_t i = 0; i < b->n_events; i++) {
        struct event *ev = &b->events[i];

        w->slots[i] = (struct slot){.ev = ev, .variant = ident_variant(ev)};
        if (i > 0 && slot_order(&w->slots[i - 1], &w->slots[i]) > 0)
            sorted = false;
    }
    if (!sorted)
        qsort(w->slots, w->n_slots, sizeof(*w->slots), slot_order);
}

struct walk { /* over the index, forward only */
    struct store_writer *w;
    struct sqlite3_stmt *q;
    bool placed, end;
    unsigned char ident[IDENT_SIZE];
    struct key row;
    int64_t id;
    uint32_t n;
};

static enum status walk_step(struct walk *k, struct err *err)
{
    enum status st = sql_step(k->w->s, k->q, err);

    if (st == ST_END) {
        k->end = true;
        return ST_OK;
    }
    if (st != ST_OK)
        return st;
    k->row.at = sql_column_int(k->q, 0);
    sql_column_bytes(k->q, 1, k->ident, IDENT_SIZE);
    k->row.ident = k->ident;
    k->row.variant = sql_column_int(k->q, 2);
    k->n = (uint32_t)sql_column_int(k->q, 3);
    k->id = sql_column_int(k->q, 4);
    return ST_OK;
}

static enum status walk_seek(struct walk *k, const struct key *key, struct err *err)
{
    sql_reset(k->q);
    sql_int(k->q, 1, key->at);
    sql_blob(k->q, 2, key->ident, IDENT_SIZE);
    sql_int(k->q, 3, key->variant);
    k->placed = true;
    return walk_step(k, err);
}

/* Moves to the first row that is not before key. */
static enum status walk_to(struct walk *k, const struct key *key, struct err *err)
{
    enum status st = ST_OK;

    if (!k->placed)
        return walk_seek(k, key, err);
    for (int i = 0; i < STEPS_BEFORE_SEEK && st == ST_OK && !k->end; i++) {
        if (key_order(&k->row, key) >= 0)
            return ST_OK;
        st = walk_step(k, err);
    }
    if (st == ST_OK && !k->end && key_order(&k->row, key) < 0)
        st = walk_seek(k, key, err);
    return st;
}

/* The row of occurrence n of key: *id = 0 if there is none. */
static enum status occurrence(struct store_writer *w, const struct key *key, uint32_t n, int64_t *id,
                              struct err *err)
{
    struct sqlite3_stmt *q = w->q[WQ_OCCURRENCE];
    enum status st;

    *id = 0;
    sql_int(q, 1, key->at);
    sql_blob(q, 2, key->ident, IDENT_SIZE);
    sql_int(q, 3, key->variant);
    sql_int(q, 4, n);
    st = sql_one(w->s, q, id, err);
    return st == ST_END ? ST_OK : st;
}

static enum status occurrence_met(struct store_writer *w, const struct key *key, uint32_t n, bool *met,
                                  struct err *err)
{
    int64_t id = 0;
    enum status st = occurrence(w, key, n, &id, err);

    *met = id != 0 && ident_met(w, id);
    return st;
}

/* The first occurrence that this dump has not met; it may be one past the stored ones. */
static enum status first_unmet(struct store_writer *w, const struct key *key, uint32_t *out, struct err *err)
{
    uint32_t low = 0, high = 1; /* low is met, high is not */
    bool met = false;
    enum status st = occurrence_met(w, key, high, &met, err);

    while (st == ST_OK && met) {
        low = high;
        high *= 2;
        st = occurrence_met(w, key, high, &met, err);
    }
    while (st == ST_OK && high - low > 1) {
        uint32_t middle = low + (high - low) / 2;

        st = occurrence_met(w, key, middle, &met, err);
        if (met)
            low = middle;
        else
            high = middle;
    }
    *out = high;
    return st;
}

static void make_new(struct slot *slot, uint32_t n)
{
    slot->is_new = true;
    slot->n = n;
}

static void make_known(struct store_writer *w, struct slot *slot, int64_t id)
{
    slot->is_new = false;
    slot->id = id;
    slot->again = ident_met(w, id);
    ident_meet(w, id);
}

/* Equal slots, some of them stored: each takes the next occurrence. */
static enum status take_occurrences(struct store_writer *w, struct slot *run, size_t n, struct err *err)
{
    struct key key = slot_key(run);
    uint32_t next = 0;
    int64_t id = 1;
    enum status st = first_unmet(w, &key, &next, err);

    for (size_t i = 0; i < n && st == ST_OK; i++, next++) {
        if (id != 0)
            st = occurrence(w, &key, next, &id, err);
        if (st == ST_OK && id != 0)
            make_known(w, &run[i], id);
        else if (st == ST_OK)
            make_new(&run[i], next);
    }
    return st;
}

/* Equal slots with an id are one event. */
static void take_one(struct store_writer *w, struct slot *run, size_t n, int64_t stored)
{
    if (stored != 0)
        make_known(w, &run[0], stored);
    else
        make_new(&run[0], 1);
    for (size_t i = 1; i < n; i++)
        run[i].again = true;
}

static enum status take_run(struct walk *k, struct slot *run, size_t n, struct err *err)
{
    struct key key = slot_key(run);
    bool stored;
    enum status st = k->end ? ST_OK : walk_to(k, &key, err);

    if (st != ST_OK)
        return st;
    stored = !k->end && key_order(&k->row, &key) == 0;
    if (event_has_id(run->ev)) {
        take_one(k->w, run, n, stored ? k->id : 0);
        return ST_OK;
    }
    if (!stored) {
        for (size_t i = 0; i < n; i++)
            make_new(&run[i], (uint32_t)i + 1);
        return ST_OK;
    }
    if (n == 1 && !ident_met(k->w, k->id)) {
        make_known(k->w, run, k->id);
        return ST_OK;
    }
    return take_occurrences(k->w, run, n, err);
}

enum status ident_classify(struct store_writer *w, struct batch *b, struct err *err)
{
    struct walk k = {.w = w, .q = w->q[WQ_SEEK]};
    enum status st = ST_OK;

    fill_slots(w, b);
    for (size_t i = 0, end; i < w->n_slots && st == ST_OK; i = end) {
        struct key key = slot_key(&w->slots[i]);

        for (end = i + 1; end < w->n_slots; end++) {
            struct key other = slot_key(&w->slots[end]);

            if (key_order(&key, &other) != 0)
                break;
        }
        st = take_run(&k, &w->slots[i], end - i, err);
    }
    sql_reset(k.q);
    return st;
}

void ident_number(struct store_writer *w)
{
    for (size_t i = 0; i < w->n_slots; i++)
        if (w->slots[i].is_new)
            w->slots[i].id = w->next_id++;
        else if (w->slots[i].id == 0) /* the slot before is the same event */
            w->slots[i].id = w->slots[i - 1].id;
}
