/* seal: append, check, sign.  See seal.h. */
#include <stdio.h>
#include <string.h>

#include "checkpoint.h"
#include "ledger_keys.h"
#include "members.h"
#include "seal.h"
#include "store_tree.h"
#include "tiles.h"

#define UNSIGNED "trailbook.local/unsigned"

struct run {
    struct store *s;
    const struct seal_key *key;
    int64_t now;
    const struct ledger_act *act;
    const struct seal_work *work;
    struct arena arena;
    struct digest *digest;
    struct store_ledger ledger;
    struct ledger_keys *keys;
    struct seal_told *out;
    const struct seal_key *next; /* the key that signs from now on too; NULL: none */
};

static enum status begin(struct run *r, struct err *err)
{
    struct buf vkey;
    enum status st;

    buf_init(&vkey, BUF_CAP);
    if (r->key != NULL)
        note_key_write(&vkey, &r->key->public);
    st = ledger_begin(r->s, r->key != NULL ? r->key->public.name : SLICE(UNSIGNED), buf_view(&vkey), r->now,
                      err);
    buf_release(&vkey);
    return st == ST_OK ? store_ledger_get(r->s, &r->ledger, &r->arena, err) : st;
}

/* A ledger is signed by the key that it began with, or never. */
static enum status check_key(struct run *r, struct err *err)
{
    struct note_key known;

    if (r->ledger.vkey.n == 0 && r->key == NULL)
        return ST_OK;
    if (r->ledger.vkey.n == 0)
        return err_set(err, ST_FAIL, "LEDGER-KEY",
                       "the ledger was begun without a key, so it is not signed; leave --key out");
    if (r->key == NULL)
        return err_set(err, ST_FAIL, "LEDGER-KEY", "the ledger of %.*s is signed; give its key: --key FILE",
                       (int)r->ledger.origin.n, (const char *)r->ledger.origin.p);
    if (note_key_read(r->digest, r->ledger.vkey, &known) &&
        public_key_equal(&known.public, &r->key->public.public) &&
        slice_equal(known.name, r->key->public.name))
        return ST_OK;
    return err_at(err, ST_FAIL, r->key->path, 0, 0, "LEDGER-KEY",
                  "is not the key that signs the ledger of %.*s; give that one: --key FILE",
                  (int)r->ledger.origin.n, (const char *)r->ledger.origin.p);
}

/* Does the ledger begin as the checkpoint says? */
static enum status check_past(struct run *r, struct tiles *t, const struct checkpoint *c, const char *where,
                              struct err *err)
{
    struct hash root;
    enum status st = ST_OK;

    if (c->size > tiles_size(t) || !slice_equal(c->origin, r->ledger.origin))
        return err_at(
            err, ST_FAIL, where, 0, 0, "LEDGER-HISTORY",
            "tells of %llu entries of %.*s, the store has %llu of %.*s: it is not the store that was "
            "signed, or an old copy of it; nothing was signed",
            (unsigned long long)c->size, (int)c->origin.n, (const char *)c->origin.p,
            (unsigned long long)tiles_size(t), (int)r->ledger.origin.n, (const char *)r->ledger.origin.p);
    st = merkle_root_at(r->digest, c->size, tiles_read, t, &root, err);
    if (st != ST_OK || hash_equal(&root, &c->root))
        return st;
    return err_at(err, ST_FAIL, where, 0, 0, "LEDGER-HISTORY",
                  "the first %llu entries are not those that were signed; nothing was signed",
                  (unsigned long long)c->size);
}

static enum status check_stored(struct run *r, struct tiles *t, struct err *err)
{
    struct store_tree *kept = NULL;
    enum status st = store_tree_open(r->s, &kept, err);
    uint64_t size = 0;
    struct slice note;
    int64_t created;

    while (st == ST_OK && (st = store_checkpoint_get(kept, size, &size, &note, &created, err)) == ST_OK) {
        struct checkpoint c;
        char where[48];

        snprintf(where, sizeof(where), "checkpoint %llu", (unsigned long long)size++);
        st = ledger_keys_checkpoint(r->keys, slice_copy(&r->arena, note), where, &c, err);
        if (st == ST_OK)
            st = check_past(r, t, &c, where, err);
    }
    store_tree_close(kept);
    return st == ST_END ? ST_OK : st;
}

/* What the key signed last, in whatever store. */
static enum status check_beside(struct run *r, struct tiles *t, struct err *err)
{
    struct checkpoint c;
    struct note opened;
    struct buf path, note;
    enum status st;

    if (r->key == NULL)
        return ST_OK;
    buf_init(&path, BUF_CAP);
    buf_init(&note, BUF_CAP);
    seal_key_beside(r->key, &path);
    st = seal_key_last(r->key, &note, err);
    if (st == ST_OK)
        st = checkpoint_open(buf_view(&note), &r->key->public, 1, buf_string(&path), &c, &opened, err);
    if (st == ST_OK)
        st = check_past(r, t, &c, buf_string(&path), err);
    buf_release(&path);
    buf_release(&note);
    return st == ST_END ? ST_OK : st;
}

static enum status check_history(struct run *r, struct err *err)
{
    struct tiles *t = NULL;
    enum status st = ledger_keys_open(r->s, &r->ledger, &r->keys, err);

    if (st == ST_OK)
        st = tiles_open(r->s, r->ledger.size, &t, err);
    if (st == ST_OK)
        st = check_stored(r, t, err);
    if (st == ST_OK)
        st = check_beside(r, t, err);
    tiles_close(t);
    return st;
}

static enum status sign(struct run *r, struct err *err)
{
    const struct checkpoint c = {r->ledger.origin, r->out->sealed.size, r->out->sealed.root};
    struct signing_key both[2];
    enum status st;

    if (r->key == NULL) {
        checkpoint_write(&r->out->note, &c);
        return ST_OK;
    }
    both[0] = r->next != NULL ? r->next->secret : r->key->secret;
    both[1] = r->key->secret;
    st = checkpoint_sign(r->digest, &r->out->note, &c, both, r->next != NULL ? 2 : 1, err);
    signing_wipe(both, sizeof(both));
    return st;
}

/* A size that was signed is not signed again: note is what was. */
static enum status keep(struct run *r, struct err *err)
{
    struct store_tree *kept = NULL;
    enum status st = store_tree_open(r->s, &kept, err);
    uint64_t size = 0;
    struct slice note;
    int64_t created;

    if (st == ST_OK)
        st = store_checkpoint_get(kept, r->out->sealed.size, &size, &note, &created, err);
    if (st == ST_OK)
        buf_slice(&r->out->note, note);
    if (st == ST_END) {
        st = sign(r, err);
        if (st == ST_OK)
            st = store_checkpoint_put(kept, r->out->sealed.size, buf_view(&r->out->note), r->now, err);
    }
    store_tree_close(kept);
    return st;
}

static enum status append(struct run *r, struct err *err)
{
    struct ledger_sealed before = r->out->sealed;
    enum status st = ledger_append(r->s, r->now, r->act, &r->out->sealed, err);

    r->out->sealed.events = before.events;
    r->out->sealed.imports = before.imports;
    return st;
}

/* From the next entry on. */
static enum status change_key(struct run *r, struct err *err)
{
    struct arena a = ARENA_INIT;
    struct store_ledger l;
    struct buf vkey;
    enum status st = store_ledger_get(r->s, &l, &a, err);

    buf_init(&vkey, BUF_CAP);
    note_key_write(&vkey, &r->next->public);
    l.vkey = buf_view(&vkey);
    if (st == ST_OK)
        st = store_ledger_put(r->s, &l, err);
    buf_release(&vkey);
    arena_release(&a);
    return st;
}

static enum status seal(struct run *r, struct err *err)
{
    enum status st = store_ledger_get(r->s, &r->ledger, &r->arena, err);

    if (st == ST_OK && !r->ledger.begun)
        st = begin(r, err);
    if (st == ST_OK)
        st = check_key(r, err);
    if (st == ST_OK)
        st = check_history(r, err);
    if (st == ST_OK)
        st = ledger_seal(r->s, r->now, &r->out->sealed, err);
    if (st == ST_OK && r->act != NULL)
        st = append(r, err);
    if (st == ST_OK && r->work != NULL)
        st = r->work->run(r->work->of, r->s, r->now, &r->out->sealed, err);
    if (st == ST_OK && r->next != NULL)
        st = change_key(r, err);
    return st == ST_OK ? keep(r, err) : st;
}

/* In one transaction. */
static enum status commit(struct run *r, struct err *err)
{
    enum status st = store_begin(r->s, err);

    if (st == ST_OK) {
        st = seal(r, err);
        if (st == ST_OK)
            st = store_commit(r->s, err);
        else
            store_rollback(r->s);
    }
    ledger_keys_free(r->keys);
    arena_release(&r->arena);
    return st;
}

/* After the commit what was signed is kept beside the key: a checkpoint there that the store does not have
 * would forbid all that follows. */
static enum status run_with(struct run *r, struct err *err)
{
    enum status st = commit(r, err);

    if (st == ST_OK && r->key != NULL)
        st = seal_key_keep(r->key, buf_view(&r->out->note), err);
    digest_free(r->digest);
    return st;
}

enum status seal_run(struct store *s, const struct seal_key *key, int64_t now, const struct ledger_act *act,
                     struct seal_told *out, struct err *err)
{
    struct run r = {.s = s, .key = key, .now = now, .act = act, .digest = digest_new(), .out = out};

    return run_with(&r, err);
}

enum status seal_run_with(struct store *s, const struct seal_key *key, int64_t now,
                          const struct seal_work *work, struct seal_told *out, struct err *err)
{
    struct run r = {.s = s, .key = key, .now = now, .work = work, .digest = digest_new(), .out = out};

    return run_with(&r, err);
}

enum status seal_rotate(struct store *s, const struct seal_key *key, const struct seal_key *next, int64_t now,
                        struct slice hidden, struct seal_told *out, struct err *err)
{
    struct run r = {.s = s, .key = key, .next = next, .now = now, .digest = digest_new(), .out = out};
    struct ledger_act act = {.kind = "key", .hidden = hidden};
    struct buf vkey, clear;
    enum status st;

    buf_init(&vkey, BUF_CAP);
    buf_init(&clear, BUF_CAP);
    note_key_write(&vkey, &next->public);
    members_text(&clear, "key", buf_view(&vkey));
    buf_byte(&clear, '}');
    act.clear = buf_view(&clear);
    r.act = &act;
    st = commit(&r, err);
    if (st == ST_OK)
        st = seal_key_keep(next, buf_view(&out->note), err);
    if (st == ST_OK)
        st = seal_key_keep(key, buf_view(&out->note), err);
    buf_release(&vkey);
    buf_release(&clear);
    digest_free(r.digest);
    return st;
}
