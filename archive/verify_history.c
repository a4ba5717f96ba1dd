/* verify_history: earlier checkpoints of the same log.  See verify_pass.h. */
#include <stdio.h>

#include "base64.h"
#include "entry_read.h"
#include "mem.h"
#include "store_tree.h"
#include "verify_pass.h"

struct verify_history {
    struct verify_log *x;
    size_t next;           /* of x->past */
    uint64_t good, before; /* sizes: signed and right; of the checkpoint before */
    struct hash root;      /* of the first entries, as many as before */
    struct buf note, text, expected;
};

struct verify_history *verify_history_new(struct verify_log *x)
{
    struct verify_history *h = mem_zero(1, sizeof(*h));

    h->x = x;
    buf_init(&h->note, BUF_CAP);
    buf_init(&h->text, BUF_CAP);
    buf_init(&h->expected, BUF_CAP);
    return h;
}

void verify_history_free(struct verify_history *h)
{
    if (h == NULL)
        return;
    buf_release(&h->note);
    buf_release(&h->text);
    buf_release(&h->expected);
    mem_free(h);
}

uint64_t verify_history_good(const struct verify_history *h)
{
    return h->good;
}

/* The hashes between the first line and the checkpoint; false if anything else is there. */
static bool read_proof(struct slice lines, struct merkle_proof *out)
{
    bool good = true;
    struct buf b;

    buf_init(&b, BUF_CAP);
    for (out->n = 0; good && lines.n > 0; out->n++) {
        const unsigned char *end = memchr(lines.p, '\n', lines.n);
        size_t n = end != NULL ? (size_t)(end - lines.p) : 0;

        buf_clear(&b);
        good = n > 0 && out->n <= MERKLE_LEVELS && base64_read((struct slice){lines.p, n}, &b) &&
               b.n == DIGEST_SIZE;
        if (!good)
            break;
        memcpy(out->hashes[out->n].bytes, b.p, DIGEST_SIZE);
        lines = (struct slice){lines.p + n + 1, lines.n - n - 1};
    }
    buf_release(&b);
    return good;
}

/* "old M", hashes, an empty line, and the checkpoint, byte for byte. */
static bool is_proof(struct verify_history *h, uint64_t size, const struct hash *root, struct slice note)
{
    struct slice text = buf_view(&h->text);
    struct merkle_proof proof;

    buf_clear(&h->expected);
    buf_format(&h->expected, "old %llu\n", (unsigned long long)h->before);
    if (text.n < h->expected.n + 1 + note.n || !slice_starts(text, buf_view(&h->expected)) ||
        text.p[text.n - note.n - 1] != '\n' || memcmp(text.p + text.n - note.n, note.p, note.n) != 0)
        return false;
    return read_proof((struct slice){text.p + h->expected.n, text.n - note.n - 1 - h->expected.n}, &proof) &&
           merkle_consistent(h->x->digest, h->before, size, &h->root, root, &proof);
}

static enum status check_proof(struct verify_history *h, uint64_t size, const struct hash *root,
                               struct slice note, struct err *err)
{
    char path[80];
    enum status st;

    snprintf(path, sizeof(path), "data/log/consistency/%012llu-%012llu", (unsigned long long)h->before,
             (unsigned long long)size);
    buf_clear(&h->text);
    st = verify_text(h->x, path, &h->text, err);
    if (st < ST_OK)
        return st;
    if (st == ST_END)
        verify_bad(h->x, VERIFY_HISTORY, path, 0, "VERIFY-HISTORY",
                   "it is not there; take another copy of the snapshot");
    else if (!is_proof(h, size, root, note))
        verify_bad(h->x, VERIFY_HISTORY, path, 0, "VERIFY-HISTORY",
                   "it does not prove that the log of %llu entries begins with that of %llu",
                   (unsigned long long)size, (unsigned long long)h->before);
    return ST_OK;
}

/* Signed by the key that signed then: the entries before it name that, and the checkpoint of all of them is
 * signed by the one that was given. */
static enum status read_past(struct verify_history *h, const char *path, struct checkpoint *out,
                             struct err *err)
{
    if (h->x->wish->key == NULL)
        return verify_note(h->x, buf_view(&h->note), path, out, err);
    return ledger_keys_checkpoint(h->x->keys, buf_view(&h->note), path, out, err);
}

/* Another log, size or root than the one that stands in its name. */
static void check_past(struct verify_history *h, uint64_t size, const struct hash *root, const char *path)
{
    struct checkpoint c;
    struct err e = ERR_INIT;

    if (read_past(h, path, &c, &e) != ST_OK)
        verify_tell(h->x, VERIFY_HISTORY, &e);
    else if (c.size != size || !slice_equal(c.origin, h->x->now.origin))
        verify_bad(h->x, VERIFY_HISTORY, path, 0, "VERIFY-HISTORY",
                   "it is not an earlier checkpoint of this log, of the size in its name");
    else if (!hash_equal(&c.root, root))
        verify_bad(h->x, VERIFY_HISTORY, path, 0, "VERIFY-ROOT",
                   "the first %llu entries are not those that were signed: entries %llu to %llu cannot be "
                   "verified",
                   (unsigned long long)size, (unsigned long long)h->good, (unsigned long long)size - 1);
    else
        h->good = size;
}

/* The checkpoint of that size, in h->note. */
static enum status find(struct verify_history *h, uint64_t size, const char *path, struct err *err)
{
    uint64_t is = 0;
    int64_t created;
    struct slice note;
    enum status st;

    buf_clear(&h->note);
    if (h->x->tree == NULL)
        return verify_text(h->x, path, &h->note, err);
    st = store_checkpoint_get(h->x->tree, size, &is, &note, &created, err);
    if (st == ST_OK && is == size)
        buf_slice(&h->note, note);
    return st;
}

static enum status take(struct verify_history *h, uint64_t size, const struct hash *root, struct err *err)
{
    char path[64];
    enum status st;

    snprintf(path, sizeof(path), "data/log/checkpoints/%012llu", (unsigned long long)size);
    st = find(h, size, path, err);
    if (st < ST_OK)
        return st;
    check_past(h, size, root, path);
    if (h->before > 0 && h->x->tree == NULL)
        st = check_proof(h, size, root, buf_view(&h->note), err);
    h->before = size;
    h->root = *root;
    h->next++;
    return st < ST_OK ? st : ST_OK;
}

static void check_held(struct verify_history *h, const struct hash *root)
{
    struct verify_log *x = h->x;

    if (hash_equal(root, &x->held.root)) {
        h->good = x->held.size > h->good ? x->held.size : h->good;
        verify_done(x, VERIFY_SINCE, "the first %llu entries are those of the checkpoint that you hold",
                    (unsigned long long)x->held.size);
        return;
    }
    verify_bad(x, VERIFY_SINCE, x->wish->since_name, 0, "VERIFY-SINCE",
               "the first %llu entries are not those that it tells of: the log was made anew, or is "
               "another one",
               (unsigned long long)x->held.size);
}

/* Entry 0 names the log's key, an act "key" the next one. */
bool verify_history_key(struct verify_history *h, const struct entry_read *e)
{
    struct slice act = entry_member_text(e, "act"), vkey = entry_member_text(e, "key");

    if (h->x->wish->key == NULL || vkey.n == 0 || !(slice_is(act, "log.init") || slice_is(act, "key")))
        return true;
    return ledger_keys_add(h->x->keys, e->seq, vkey);
}

enum status verify_history_at(struct verify_history *h, const struct verify_tiles *t, struct err *err)
{
    const struct verify_log *x = h->x;
    uint64_t size = verify_tiles_size(t);
    bool held = x->wish->since.n > 0 && x->held.size == size;
    bool past = h->next < x->n_past && x->past[h->next].new_ == size;
    struct hash root;

    if (!held && !past)
        return ST_OK;
    verify_tiles_root(t, &root);
    if (held)
        check_held(h, &root);
    return past ? take(h, size, &root, err) : ST_OK;
}

/* As many proofs as checkpoints, each from one to the next: any other file is in excess. */
static void check_names(struct verify_history *h)
{
    const struct verify_log *x = h->x;

    for (size_t i = 0; i < x->n_proofs; i++) {
        uint64_t next = i + 1 < x->n_past ? x->past[i + 1].new_ : x->now.size;

        if (i < x->n_past && x->proofs[i].old == x->past[i].new_ && x->proofs[i].new_ == next)
            continue;
        verify_bad(h->x, VERIFY_HISTORY, "data/log/consistency", 0, "VERIFY-HISTORY",
                   "%012llu-%012llu does not lead from one checkpoint to the next",
                   (unsigned long long)x->proofs[i].old, (unsigned long long)x->proofs[i].new_);
        return;
    }
}

/* The key that was given is the last one that the log names; if its last entry does, the one before signed
 * the checkpoint too. */
static void check_keys(struct verify_history *h)
{
    struct verify_log *x = h->x;
    const struct note_key *last = ledger_keys_at(x->keys, x->now.size);
    const struct note_key *key = x->wish->key;
    struct checkpoint c;
    struct err e = ERR_INIT;

    if (key == NULL || x->now.size == 0)
        return;
    if (last == NULL || !public_key_equal(&last->public, &key->public) || !slice_equal(last->name, key->name))
        verify_bad(x, VERIFY_HISTORY, "data/log/checkpoint", 0, "VERIFY-KEY",
                   "its entries name another key than the one that signed it");
    else if (ledger_keys_checkpoint(x->keys, x->note, "data/log/checkpoint", &c, &e) != ST_OK)
        verify_tell(x, VERIFY_HISTORY, &e);
}

enum status verify_history_end(struct verify_history *h, const struct hash *root, struct err *err)
{
    struct verify_log *x = h->x;
    enum status st = ST_OK;

    check_keys(h);
    if (h->before > 0 && x->tree == NULL)
        st = check_proof(h, x->now.size, root, x->note, err);
    check_names(h);
    if (st == ST_OK)
        verify_done(x, VERIFY_HISTORY, "%llu earlier %s of the same log", (unsigned long long)x->n_past,
                    x->n_past == 1 ? "checkpoint is" : "checkpoints are");
    return st;
}
