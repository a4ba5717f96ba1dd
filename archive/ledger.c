/* ledger: what is stored, as entries.  See ledger.h. */
#include <assert.h>
#include <string.h>

#include "base64.h"
#include "amend.h"
#include "fates.h"
#include "ledger.h"
#include "ledger_keys.h"
#include "members.h"
#include "signing.h"
#include "store_ids.h"
#include "tiles.h"

/* Entries on their way in. */
struct sealing {
    struct store *s;
    struct store_ledger ledger;
    struct store_sealer *to;
    struct tiles *tiles;
    struct entry entry;
    struct digest *digest;
    struct signing_salts *random;
    unsigned char salts[ENTRY_MOST * ENTRY_SALT];
    struct buf clear, hidden;
    int64_t now, after; /* after: events up to this one were sealed before */
    struct fates_told fates;
    struct ledger_sealed *out;
};

static enum status draw_salts(struct sealing *x, size_t n, struct err *err)
{
    enum status st = ST_OK;

    assert(n <= ENTRY_MOST);
    for (size_t i = 0; i < n && st == ST_OK; i++)
        st = signing_salt(x->random, x->salts + i * ENTRY_SALT, err);
    return st;
}

/* The line that was made is the next leaf. */
static enum status append(struct sealing *x, int64_t event, int64_t act, size_t n_salts, struct err *err)
{
    struct slice salts = {x->salts, n_salts * ENTRY_SALT};
    struct hash leaf;
    enum status st;

    merkle_leaf(x->digest, x->entry.line.p, x->entry.line.n, &leaf);
    st = store_sealer_add(x->to, event, act, leaf.bytes, salts, err);
    return st == ST_OK ? tiles_append(x->tiles, &leaf, err) : st;
}

static enum status append_event(struct sealing *x, const struct store_unsealed_row *row, struct err *err)
{
    size_t n = entry_event_salts(row->event);
    enum status st = draw_salts(x, n, err);

    if (st != ST_OK)
        return st;
    entry_of_event(&x->entry, tiles_size(x->tiles), row->conflict, row->event, x->salts);
    if (row->event->id > x->ledger.event)
        x->ledger.event = row->event->id;
    x->out->events++;
    return append(x, row->event->id, 0, n, err);
}

static enum status append_act(struct sealing *x, const char *kind, int64_t at, struct err *err)
{
    const struct store_act stored = {at, slice_text(kind), buf_view(&x->clear), buf_view(&x->hidden)};
    const struct entry_act act = {stored.kind, at, stored.clear, stored.hidden};
    size_t n = entry_act_salts(&act);
    int64_t id = 0;
    enum status st = store_act_add(x->s, &stored, &id, err);

    if (st == ST_OK)
        st = draw_salts(x, n, err);
    if (st != ST_OK)
        return st;
    entry_of_act(&x->entry, tiles_size(x->tiles), &act, x->salts);
    return append(x, 0, id, n, err);
}

static void put_time(struct buf *b, int64_t at)
{
    buf_byte(b, '"');
    stamp_write(b, at, at % STAMP_SECOND == 0 ? STAMP_RES_S : STAMP_RES_NS);
    buf_byte(b, '"');
}

static void window_member(struct buf *b, const struct store_import *info)
{
    if (!info->has_window)
        return;
    members_name(b, "window");
    buf_byte(b, '[');
    put_time(b, info->window_from);
    buf_byte(b, ',');
    put_time(b, info->window_to);
    buf_byte(b, ']');
}

static void tell_counts(struct buf *b, const struct import_counts *c)
{
    members_number(b, "records", c->records);
    members_number(b, "mapped", c->mapped);
    members_number(b, "skipped", c->skipped);
    members_number(b, "rejected", c->rejected);
    members_number(b, "made", c->made);
    members_number(b, "stored", c->stored);
    members_number(b, "duplicate", c->duplicate);
    members_number(b, "suppressed", c->suppressed);
    members_number(b, "conflicts", c->conflicts);
}

static void tell_import(struct sealing *x, const struct store_unsealed_row *row)
{
    const struct store_import *info = &row->import->info;
    struct buf *b = &x->clear;

    buf_clear(b);
    buf_clear(&x->hidden);
    members_number(b, "import", (uint64_t)info->id);
    members_number(b, "entries", row->stored);
    if (row->stored > 0)
        members_number(b, "first", tiles_size(x->tiles) + 1);
    if (x->fates.records > 0)
        members_hex(b, "fates", x->fates.digest, DIGEST_SIZE);
    if (!row->again) {
        members_text(b, "src", slice_text(info->source));
        tell_counts(b, &row->import->counts);
        members_hex(b, "profile", info->profile_digest, DIGEST_SIZE);
        window_member(b, info);
        members_name(&x->hidden, "dump");
        buf_byte(&x->hidden, '[');
        entry_string(&x->hidden, slice_text(info->name));
        buf_format(&x->hidden, ",%llu,\"", (unsigned long long)info->bytes);
        buf_hex(&x->hidden, info->dump, DIGEST_SIZE);
        buf_text(&x->hidden, "\"]}");
    }
    buf_byte(b, '}');
}

static enum status append_import(struct sealing *x, const struct store_unsealed_row *row, struct err *err)
{
    const struct store_import *info = &row->import->info;
    bool whole = !row->again && row->stored == row->import->counts.stored;
    uint64_t seq = tiles_size(x->tiles);
    enum status st = fates_of(x->s, info->id, whole, x->after, x->digest, &x->fates, err);

    if (st != ST_OK)
        return st;
    tell_import(x, row);
    if (row->again) {
        st = append_act(x, "retry", x->now, err);
    } else {
        x->ledger.import = info->id;
        x->out->imports++;
        st = append_act(x, "import", info->done_at / STAMP_SECOND, err);
    }
    return st == ST_OK ? store_fates_seal(x->s, info->id, seq, err) : st;
}

static void sealing_close(struct sealing *x)
{
    store_sealer_close(x->to);
    tiles_close(x->tiles);
    entry_release(&x->entry);
    digest_free(x->digest);
    buf_release(&x->clear);
    buf_release(&x->hidden);
    mem_free(x->random);
}

static enum status sealing_open(struct sealing *x, struct store *s, const struct store_ledger *l, int64_t now,
                                struct ledger_sealed *out, struct err *err)
{
    enum status st;

    *x = (struct sealing){.s = s, .ledger = *l, .now = now, .after = l->event, .out = out};
    *out = (struct ledger_sealed){0};
    entry_init(&x->entry);
    buf_init(&x->clear, BUF_CAP);
    buf_init(&x->hidden, BUF_CAP);
    x->digest = digest_new();
    x->random = mem_zero(1, sizeof(*x->random));
    st = store_sealer_open(s, l, &x->to, err);
    return st == ST_OK ? tiles_open(s, l->size, &x->tiles, err) : st;
}

static enum status sealing_end(struct sealing *x, enum status st, struct err *err)
{
    if (st == ST_OK)
        st = tiles_flush(x->tiles, err);
    if (st == ST_OK)
        st = store_ids_settle(x->s, err);
    if (st == ST_OK)
        st = store_ledger_put(x->s, &x->ledger, err);
    if (st == ST_OK) {
        x->out->size = tiles_size(x->tiles);
        tiles_root(x->tiles, &x->out->root);
    }
    sealing_close(x);
    return st;
}

/* A number of its own, so that two stores of one origin are told apart. */
static enum status make_store_id(struct sealing *x, struct buf *hex, struct err *err)
{
    unsigned char id[LEDGER_STORE_ID];
    enum status st = signing_salt(x->random, id, err);

    buf_hex(hex, id, sizeof(id));
    return st;
}

enum status ledger_begin(struct store *s, struct slice origin, struct slice vkey, int64_t now,
                         struct err *err)
{
    const struct store_ledger l = {.begun = true, .origin = origin, .vkey = vkey};
    struct ledger_sealed out;
    struct sealing x;
    struct buf id;
    enum status st = sealing_open(&x, s, &l, now, &out, err);

    buf_init(&id, BUF_CAP);
    if (st == ST_OK)
        st = make_store_id(&x, &id, err);
    if (st == ST_OK) {
        x.ledger.store = buf_view(&id);
        members_number(&x.clear, "format", 1);
        if (vkey.n > 0)
            members_text(&x.clear, "key", vkey);
        members_text(&x.clear, "origin", origin);
        members_text(&x.clear, "store", x.ledger.store);
        buf_byte(&x.clear, '}');
        st = append_act(&x, "log.init", now, err);
    }
    st = sealing_end(&x, st, err);
    buf_release(&id);
    return st;
}

static enum status append_amends(struct sealing *x, struct err *err)
{
    struct store_amends *c = NULL;
    const struct store_event *event;
    uint64_t entry;
    enum status st = store_amends_open(x->s, &c, err);

    while (st == ST_OK && (st = store_amends_next(c, &entry, &event, err)) == ST_OK) {
        uint64_t seq = tiles_size(x->tiles);

        amend_write(entry, event, &x->entry, &x->clear, &x->hidden);
        st = append_act(x, "amend", x->now, err);
        if (st == ST_OK)
            st = store_amends_tell(c, entry, seq, err);
    }
    store_amends_close(c);
    return st == ST_END ? ST_OK : st;
}

static enum status append_all(struct sealing *x, struct err *err)
{
    struct store_unsealed *c = NULL;
    const struct store_unsealed_row *row;
    enum status st = store_unsealed_open(x->s, &x->ledger, &c, err);

    while (st == ST_OK && (st = store_unsealed_next(c, &row, err)) == ST_OK)
        st = row->import != NULL ? append_import(x, row, err) : append_event(x, row, err);
    store_unsealed_close(c);
    return st == ST_END ? append_amends(x, err) : st;
}

enum status ledger_seal(struct store *s, int64_t now, struct ledger_sealed *out, struct err *err)
{
    struct arena a = ARENA_INIT;
    struct store_ledger l;
    struct sealing x;
    enum status st = store_ledger_get(s, &l, &a, err);

    if (st == ST_OK) {
        assert(l.begun);
        st = sealing_open(&x, s, &l, now, out, err);
        if (st == ST_OK)
            st = append_all(&x, err);
        st = sealing_end(&x, st, err);
    }
    arena_release(&a);
    return st;
}

/* An object's members without its last brace, and more behind them. */
static void bind(struct sealing *x)
{
    struct hash root;
    struct buf text;

    tiles_root(x->tiles, &root);
    buf_init(&text, BUF_CAP);
    base64_write(&text, root.bytes, DIGEST_SIZE);
    assert(x->clear.n > 2 && x->clear.p[x->clear.n - 1] == '}');
    x->clear.n--;
    members_number(&x->clear, "size", tiles_size(x->tiles));
    members_text(&x->clear, "root", buf_view(&text));
    buf_byte(&x->clear, '}');
    buf_release(&text);
}

enum status ledger_append(struct store *s, int64_t now, const struct ledger_act *act,
                          struct ledger_sealed *out, struct err *err)
{
    struct arena a = ARENA_INIT;
    struct store_ledger l;
    struct sealing x;
    enum status st = store_ledger_get(s, &l, &a, err);

    if (st == ST_OK) {
        assert(l.begun);
        st = sealing_open(&x, s, &l, now, out, err);
        if (st == ST_OK) {
            buf_slice(&x.clear, act->clear);
            buf_slice(&x.hidden, act->hidden);
            if (act->bound)
                bind(&x);
            st = append_act(&x, act->kind, now, err);
        }
        st = sealing_end(&x, st, err);
    }
    arena_release(&a);
    return st;
}

enum status ledger_checkpoint(struct ledger_keys *keys, const struct store_ledger *l, struct slice note,
                              struct checkpoint *out, struct err *err)
{
    enum status st = ledger_keys_checkpoint(keys, note, "a checkpoint of the store", out, err);

    if (st != ST_OK || slice_equal(out->origin, l->origin))
        return st;
    return err_set(err, ST_FAIL, "LEDGER-HISTORY",
                   "a checkpoint of the store is not one of its ledger: the store was changed by another "
                   "program; restore it from a copy, or find out who changed it");
}
