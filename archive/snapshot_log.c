/* snapshot_log: the log's files.  See snapshot_log.h. */
#include <stdio.h>
#include <string.h>

#include "event_row.h"
#include "keyfile.h"
#include "ledger.h"
#include "proof.h"
#include "snapshot_log.h"
#include "tiles.h"

#define SHARD 65536 /* entries a file */

struct walk { /* over the entries */
    struct snapshot *x;
    struct ledger_lines *lines;
    struct bag_part *entries, *disclosed, *rows;
    struct event_row *row;
    struct buf text; /* a row of events.csv */
    struct merkle_range range;
    struct tile_buf {
        unsigned char bytes[TILE_HASHES * DIGEST_SIZE];
    } tile;
    uint64_t next; /* size of the next checkpoint */
    struct checkpoint checkpoint;
};

static enum status not_signed(uint64_t size, struct err *err)
{
    return err_set(
        err, ST_FAIL, "LEDGER-HISTORY",
        "the first %llu entries are not those that were signed; no snapshot was written. Restore the "
        "store from a copy, or find out who changed it",
        (unsigned long long)size);
}

/* Appends a name with twelve digits. */
static void name_12(struct buf *b, const char *before, uint64_t n, const char *after)
{
    buf_format(b, "%s%012llu%s", before, (unsigned long long)n, after);
}

static enum status next_checkpoint(struct walk *w, uint64_t from, struct err *err)
{
    struct slice note;
    int64_t created;
    enum status st = store_checkpoint_get(w->x->kept, from, &w->next, &note, &created, err);

    if (st == ST_OK)
        st =
            ledger_checkpoint(w->x->keys, &w->x->ledger, slice_copy(&w->x->arena, note), &w->checkpoint, err);
    if (st == ST_END)
        w->next = UINT64_MAX;
    return st == ST_END ? ST_OK : st;
}

static enum status check_root(struct walk *w, struct err *err)
{
    struct hash root;

    if (w->range.n != w->next)
        return ST_OK;
    merkle_root(w->x->digest, &w->range, &root);
    if (!hash_equal(&root, &w->checkpoint.root) || w->checkpoint.size != w->next)
        return not_signed(w->next, err);
    return next_checkpoint(w, w->next + 1, err);
}

static enum status open_shard(struct walk *w, uint64_t first, struct err *err)
{
    struct buf name;
    enum status st;

    buf_init(&name, BUF_CAP);
    name_12(&name, "data/entries/", first, ".jsonl");
    st = bag_open(w->x->bag, buf_string(&name), &w->entries, err);
    if (st == ST_OK && !w->x->wish->ledger_only) {
        buf_clear(&name);
        name_12(&name, "data/disclosures/", first, ".tsv");
        st = bag_open(w->x->bag, buf_string(&name), &w->disclosed, err);
    }
    buf_release(&name);
    return st;
}

static enum status close_part(struct bag_part **p, enum status st, struct err *err)
{
    struct bag_part *part = *p;

    *p = NULL;
    if (part == NULL)
        return st;
    if (st == ST_OK)
        return bag_close(part, err);
    bag_drop(part);
    return st;
}

static enum status close_shard(struct walk *w, enum status st, struct err *err)
{
    st = close_part(&w->entries, st, err);
    return close_part(&w->disclosed, st, err);
}

static enum status put_tile(struct snapshot *x, unsigned level, uint64_t n, struct slice hashes,
                            struct err *err)
{
    struct buf name;
    enum status st;

    buf_init(&name, BUF_CAP);
    buf_text(&name, "data/log/");
    tiles_path(&name, level, n, (unsigned)(hashes.n / DIGEST_SIZE));
    st = bag_put(x->bag, buf_string(&name), hashes, err);
    buf_release(&name);
    return st;
}

static enum status put_leaf(struct walk *w, const struct hash *leaf, struct err *err)
{
    size_t at = (size_t)(w->range.n % TILE_HASHES);

    memcpy(w->tile.bytes + at * DIGEST_SIZE, leaf->bytes, DIGEST_SIZE);
    merkle_append(w->x->digest, &w->range, leaf);
    if (at + 1 < TILE_HASHES && w->range.n < w->x->now.size)
        return ST_OK;
    return put_tile(w->x, 0, (w->range.n - 1) / TILE_HASHES,
                    (struct slice){w->tile.bytes, (at + 1) * DIGEST_SIZE}, err);
}

/* What is sealed has the form that it was given: else the store was changed. */
static enum status put_row(struct walk *w, const struct entry *e, struct err *err)
{
    if (w->rows == NULL)
        return ST_OK;
    buf_clear(&w->text);
    if (!event_row_write(w->row, buf_view(&e->line), buf_view(&e->disclosed), &w->text))
        return not_signed(w->range.n + 1, err);
    return bag_write(w->rows, buf_view(&w->text), err);
}

static enum status put_entry(struct walk *w, const struct entry *e, const struct hash *leaf, struct err *err)
{
    enum status st = ST_OK;

    if (w->range.n % SHARD == 0) {
        st = close_shard(w, ST_OK, err);
        if (st == ST_OK)
            st = open_shard(w, w->range.n, err);
    }
    if (st == ST_OK)
        st = bag_write(w->entries, buf_view(&e->line), err);
    if (st == ST_OK)
        st = bag_write(w->entries, SLICE("\n"), err);
    if (st == ST_OK && w->disclosed != NULL)
        st = bag_write(w->disclosed, buf_view(&e->disclosed), err);
    if (st == ST_OK)
        st = put_row(w, e, err);
    if (st == ST_OK)
        st = put_leaf(w, leaf, err);
    return st == ST_OK ? check_root(w, err) : st;
}

static enum status open_rows(struct walk *w, struct err *err)
{
    enum status st;

    if (!w->x->derives)
        return ST_OK;
    st = bag_open(w->x->bag, "data/derived/events.csv", &w->rows, err);
    event_row_head(&w->text);
    return st == ST_OK ? bag_write(w->rows, buf_view(&w->text), err) : st;
}

static enum status put_entries(struct snapshot *x, struct err *err)
{
    struct walk *w = mem_zero(1, sizeof(*w));
    const struct entry *e;
    struct hash leaf;
    enum status st;

    w->x = x;
    w->row = event_row_new();
    buf_init(&w->text, BUF_CAP);
    st = next_checkpoint(w, 0, err);
    if (st == ST_OK)
        st = open_rows(w, err);
    if (st == ST_OK)
        st = ledger_lines_open(x->s, 0, x->now.size, &w->lines, err);
    while (st == ST_OK && (st = ledger_lines_next(w->lines, &e, &leaf, err)) == ST_OK)
        st = put_entry(w, e, &leaf, err);
    st = close_shard(w, st == ST_END ? ST_OK : st, err);
    st = close_part(&w->rows, st, err);
    if (st == ST_OK && (w->range.n != x->now.size || w->next != UINT64_MAX))
        st = not_signed(x->now.size, err);
    x->told->entries = w->range.n;
    ledger_lines_close(w->lines);
    event_row_free(w->row);
    buf_release(&w->text);
    mem_free(w);
    return st;
}

/* The levels above the leaves, which sealing has kept. */
static enum status put_tiles(struct snapshot *x, struct err *err)
{
    enum status st = ST_OK;

    for (unsigned level = 1; level < TILE_LEVELS && st == ST_OK; level++) {
        uint64_t hashes = x->now.size >> (TILE_BITS * level);

        for (uint64_t n = 0; n * TILE_HASHES < hashes && st == ST_OK; n++) {
            uint64_t left = hashes - n * TILE_HASHES;
            struct slice tile;

            st = store_tile_get(x->kept, level, n, &tile, err);
            if (st == ST_END || (st == ST_OK && tile.n < (left < 256 ? left : 256) * DIGEST_SIZE))
                return store_damaged(x->s, "hashes of the ledger are missing", err);
            tile.n = (left < 256 ? left : 256) * DIGEST_SIZE;
            if (st == ST_OK)
                st = put_tile(x, level, n, tile, err);
        }
    }
    return st;
}

static enum status put_consistency(struct snapshot *x, struct tiles *t, uint64_t old,
                                   const struct checkpoint *to, struct slice note, struct err *err)
{
    struct merkle_proof proof;
    struct buf name, text;
    enum status st = merkle_consistency(x->digest, old, to->size, tiles_read, t, &proof, err);

    buf_init(&name, BUF_CAP);
    buf_init(&text, BUF_CAP);
    name_12(&name, "data/log/consistency/", old, "");
    name_12(&name, "-", to->size, "");
    if (st == ST_OK) {
        proof_consistency(&text, old, &proof, note);
        st = bag_put(x->bag, buf_string(&name), buf_view(&text), err);
    }
    buf_release(&name);
    buf_release(&text);
    return st;
}

static enum status put_checkpoint(struct snapshot *x, uint64_t size, struct slice note, struct err *err)
{
    struct buf name;
    enum status st;

    buf_init(&name, BUF_CAP);
    if (size == x->now.size)
        buf_text(&name, "data/log/checkpoint");
    else
        name_12(&name, "data/log/checkpoints/", size, "");
    st = bag_put(x->bag, buf_string(&name), note, err);
    buf_release(&name);
    return st;
}

/* Of each checkpoint its note, and the proof that it continues the one before. */
static enum status put_history(struct snapshot *x, struct err *err)
{
    struct tiles *t = NULL;
    uint64_t size = 0, before = 0;
    enum status st = tiles_open(x->s, x->now.size, &t, err);
    struct slice note;
    int64_t created;

    while (st == ST_OK && before < x->now.size) {
        struct checkpoint c;

        st = store_checkpoint_get(x->kept, before + 1, &size, &note, &created, err);
        if (st != ST_OK)
            break;
        note = slice_copy(&x->arena, note);
        st = ledger_checkpoint(x->keys, &x->ledger, note, &c, err);
        if (st == ST_OK)
            st = put_checkpoint(x, size, note, err);
        if (st == ST_OK && before > 0)
            st = put_consistency(x, t, before, &c, note, err);
        before = size;
    }
    tiles_close(t);
    return st == ST_END ? not_signed(x->now.size, err) : st;
}

static enum status put_key(struct snapshot *x, struct err *err)
{
    struct note_key known;
    struct buf text;
    enum status st = ST_OK;

    if (x->ledger.vkey.n == 0)
        return ST_OK;
    if (!note_key_read(x->digest, x->ledger.vkey, &known))
        return store_damaged(x->s, "the ledger's key", err);
    buf_init(&text, BUF_CAP);
    buf_slice(&text, x->ledger.vkey);
    buf_byte(&text, '\n');
    st = bag_put(x->bag, "data/log/vkey", buf_view(&text), err);
    buf_clear(&text);
    keyfile_public_pem(&text, &known.public);
    if (st == ST_OK)
        st = bag_put(x->bag, "data/log/pubkey.pem", buf_view(&text), err);
    buf_release(&text);
    return st;
}

enum status snapshot_log(struct snapshot *x, struct err *err)
{
    enum status st = put_entries(x, err);

    if (st == ST_OK)
        st = put_tiles(x, err);
    if (st == ST_OK)
        st = put_history(x, err);
    return st == ST_OK ? put_key(x, err) : st;
}
