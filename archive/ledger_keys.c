/* ledger_keys: by which key checkpoints are signed.  See ledger_keys.h. */
#include <string.h>

#include "entry_read.h"
#include "ledger.h"
#include "ledger_keys.h"
#include "mem.h"
#include "store_tree.h"

#define MOST 4096 /* keys; a hostile ledger may name one in each entry */

struct ledger_keys {
    struct digest *digest;
    struct arena arena;
    struct since {
        uint64_t seq; /* the entry that names it */
        struct note_key key;
    } * keys;
    size_t n, room;
};

struct ledger_keys *ledger_keys_new(void)
{
    struct ledger_keys *k = mem_zero(1, sizeof(*k));

    k->digest = digest_new();
    return k;
}

void ledger_keys_free(struct ledger_keys *k)
{
    if (k == NULL)
        return;
    digest_free(k->digest);
    arena_release(&k->arena);
    mem_free(k->keys);
    mem_free(k);
}

bool ledger_keys_add(struct ledger_keys *k, uint64_t seq, struct slice vkey)
{
    struct note_key key;

    if (k->n == MOST || !note_key_read(k->digest, slice_copy(&k->arena, vkey), &key) ||
        public_key_example(&key.public))
        return false;
    k->keys = mem_grow(k->keys, k->n, &k->room, sizeof(*k->keys));
    k->keys[k->n++] = (struct since){seq, key};
    return true;
}

/* Is it the last one? */
static bool is_last(const struct ledger_keys *k, struct slice vkey)
{
    struct buf b;
    bool same;

    buf_init(&b, BUF_CAP);
    if (k->n > 0)
        note_key_write(&b, &k->keys[k->n - 1].key);
    same = k->n > 0 && slice_equal(buf_view(&b), vkey);
    buf_release(&b);
    return same;
}

static enum status damaged(uint64_t seq, struct err *err)
{
    return err_set(
        err, ST_FAIL, "LEDGER-HISTORY",
        "what entry %llu tells of the ledger's key is not what was sealed: the store was changed by "
        "another program; restore it from a copy, or find out who changed it",
        (unsigned long long)seq);
}

/* The key that an entry names, from the line that it was sealed as. */
static enum status add_from(struct ledger_keys *k, struct store *s, uint64_t seq,
                            const unsigned char kept[DIGEST_SIZE], struct err *err)
{
    struct entry_reader *reader = entry_reader_new();
    struct ledger_lines *lines = NULL;
    const struct entry_read *read;
    const struct entry *e;
    struct hash leaf;
    enum status st = ledger_lines_open(s, seq, seq + 1, &lines, err);

    if (st == ST_OK)
        st = ledger_lines_next(lines, &e, &leaf, err);
    if (st == ST_END || (st == ST_OK && (memcmp(leaf.bytes, kept, DIGEST_SIZE) != 0 ||
                                         entry_read(reader, buf_view(&e->line), &read) != NULL ||
                                         !ledger_keys_add(k, seq, entry_member_text(read, "key")))))
        st = damaged(seq, err);
    ledger_lines_close(lines);
    entry_reader_free(reader);
    return st;
}

enum status ledger_keys_open(struct store *s, const struct store_ledger *l, struct ledger_keys **out,
                             struct err *err)
{
    struct ledger_keys *k = ledger_keys_new();
    unsigned char leaf[DIGEST_SIZE];
    enum status st = ST_OK;
    uint64_t seq = 0;

    while (l->vkey.n > 0 && st == ST_OK && (st = store_key_act(s, seq, &seq, leaf, err)) == ST_OK)
        st = add_from(k, s, seq++, leaf, err);
    st = st == ST_END ? ST_OK : st;
    if (st == ST_OK && l->vkey.n > 0 && !is_last(k, l->vkey))
        st = damaged(k->n > 0 ? k->keys[k->n - 1].seq : 0, err);
    if (st == ST_OK)
        *out = k;
    else
        ledger_keys_free(k);
    return st;
}

/* Its place; k->n: there is none. */
static size_t find(const struct ledger_keys *k, uint64_t size)
{
    size_t at = k->n;

    while (at > 0 && k->keys[at - 1].seq >= size)
        at--;
    return at > 0 ? at - 1 : k->n;
}

const struct note_key *ledger_keys_at(const struct ledger_keys *k, uint64_t size)
{
    size_t at = find(k, size);

    return at < k->n ? &k->keys[at].key : NULL;
}

/* What is above the signatures, if there are any. */
static struct slice text_of(struct slice note)
{
    size_t at = note.n;

    while (at >= 2 && !(note.p[at - 2] == '\n' && note.p[at - 1] == '\n'))
        at--;
    return (struct slice){note.p, at >= 2 ? at - 1 : note.n};
}

enum status ledger_keys_checkpoint(struct ledger_keys *k, struct slice note, const char *where,
                                   struct checkpoint *out, struct err *err)
{
    struct note_key by[2];
    struct note opened;
    size_t at, n = 1;
    enum status st;

    if (!checkpoint_read(k->n > 0 ? text_of(note) : note, out))
        return err_at(err, ST_FAIL, where, 0, 0, "LEDGER-HISTORY", "is no checkpoint");
    at = find(k, out->size);
    if (k->n == 0)
        return ST_OK;
    if (at == k->n)
        return err_at(err, ST_FAIL, where, 0, 0, "LEDGER-HISTORY", "is of no entry that names a key");
    by[0] = k->keys[at].key;
    if (at > 0 && k->keys[at].seq + 1 == out->size)
        by[n++] = k->keys[at - 1].key;
    st = checkpoint_open(note, by, n, where, out, &opened, err);
    if (st == ST_OK && opened.by != (UINT64_C(1) << n) - 1)
        st = err_at(err, ST_FAIL, where, 0, 0, "LEDGER-HISTORY",
                    "the ledger's key changes here, so both keys sign, and one of them has not");
    return st;
}
