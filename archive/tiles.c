/* tiles: the ledger's tree, in the store.  See tiles.h. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "mem.h"
#include "store_tree.h"
#include "tiles.h"

/* The tile of a level that is being filled; its n hashes as a tree are the hash of one above. */
struct tile {
    struct hash hashes[TILE_HASHES];
    struct merkle_range range;
};

struct tiles {
    struct store *s;
    struct store_tree *kept;
    struct digest *digest;
    uint64_t size;
    struct tile *levels[TILE_LEVELS]; /* NULL: nothing so high */
};

uint64_t tiles_size(const struct tiles *t)
{
    return t->size;
}

/* How many hashes a level has. */
static uint64_t count(uint64_t size, unsigned level)
{
    return size >> (TILE_BITS * level);
}

static unsigned width(uint64_t size, unsigned level, uint64_t n)
{
    uint64_t left = count(size, level) - n * TILE_HASHES;

    return left < TILE_HASHES ? (unsigned)left : TILE_HASHES;
}

/* The hashes of a tile of the tree of size leaves: borrowed until the next call. */
static enum status get(struct tiles *t, unsigned level, uint64_t n, uint64_t size, struct slice *out,
                       struct err *err)
{
    enum status st = store_tile_get(t->kept, level, n, out, err);
    size_t bytes = (size_t)width(size, level, n) * DIGEST_SIZE;

    if (st == ST_END || (st == ST_OK && out->n < bytes))
        return store_damaged(t->s, "hashes of the ledger are missing", err);
    if (st == ST_OK)
        out->n = bytes;
    return st;
}

static struct tile *level_at(struct tiles *t, unsigned level)
{
    if (t->levels[level] == NULL)
        t->levels[level] = mem_zero(1, sizeof(struct tile));
    return t->levels[level];
}

static void add(struct tiles *t, struct tile *to, const struct hash *h)
{
    to->hashes[to->range.n] = *h;
    merkle_append(t->digest, &to->range, h);
}

static enum status take_up(struct tiles *t, unsigned level, struct err *err)
{
    uint64_t n = count(t->size, level) / TILE_HASHES;
    struct slice hashes;
    enum status st;

    if (count(t->size, level) % TILE_HASHES == 0)
        return ST_OK;
    st = get(t, level, n, t->size, &hashes, err);
    for (size_t i = 0; st == ST_OK && i < hashes.n; i += DIGEST_SIZE) {
        struct hash h;

        memcpy(h.bytes, hashes.p + i, DIGEST_SIZE);
        add(t, level_at(t, level), &h);
    }
    return st;
}

enum status tiles_open(struct store *s, uint64_t size, struct tiles **out, struct err *err)
{
    struct tiles *t = mem_zero(1, sizeof(*t));
    enum status st;

    t->s = s;
    t->size = size;
    t->digest = digest_new();
    st = store_tree_open(s, &t->kept, err);
    for (unsigned level = 0; level < TILE_LEVELS && st == ST_OK; level++)
        st = take_up(t, level, err);
    if (st == ST_OK)
        *out = t;
    else
        tiles_close(t);
    return st;
}

void tiles_close(struct tiles *t)
{
    if (t == NULL)
        return;
    for (unsigned level = 0; level < TILE_LEVELS; level++)
        mem_free(t->levels[level]);
    store_tree_close(t->kept);
    digest_free(t->digest);
    mem_free(t);
}

static enum status put(struct tiles *t, unsigned level, uint64_t n, struct err *err)
{
    const struct tile *tile = t->levels[level];
    struct slice hashes = {tile->hashes[0].bytes, (size_t)tile->range.n * DIGEST_SIZE};

    return level == 0 ? ST_OK : store_tile_put(t->kept, level, n, hashes, err);
}

/* A full tile's root is the next hash of the level above. */
enum status tiles_append(struct tiles *t, const struct hash *leaf, struct err *err)
{
    struct hash h = *leaf;

    t->size++;
    for (unsigned level = 0; level < TILE_LEVELS; level++) {
        struct tile *tile = level_at(t, level);
        enum status st;

        add(t, tile, &h);
        if (tile->range.n < TILE_HASHES)
            return ST_OK;
        st = put(t, level, count(t->size, level) / TILE_HASHES - 1, err);
        if (st != ST_OK)
            return st;
        merkle_root(t->digest, &tile->range, &h);
        tile->range.n = 0;
    }
    return ST_OK;
}

enum status tiles_flush(struct tiles *t, struct err *err)
{
    enum status st = ST_OK;

    for (unsigned level = 0; level < TILE_LEVELS && st == ST_OK; level++)
        if (t->levels[level] != NULL && t->levels[level]->range.n > 0)
            st = put(t, level, count(t->size, level) / TILE_HASHES, err);
    return st;
}

/* Perfect subtrees of all levels, largest first, are those of the whole tree. */
void tiles_root(struct tiles *t, struct hash *out)
{
    struct merkle_range whole = {.n = t->size};
    size_t n = 0;

    for (unsigned level = TILE_LEVELS; level-- > 0;) {
        const struct tile *tile = t->levels[level];
        size_t roots = tile == NULL ? 0 : (size_t)__builtin_popcountll(tile->range.n);

        if (roots > 0)
            memcpy(whole.roots + n, tile->range.roots, roots * sizeof(*whole.roots));
        n += roots;
    }
    assert(n == (size_t)__builtin_popcountll(t->size));
    merkle_root(t->digest, &whole, out);
}

enum status tiles_read(void *ctx, unsigned level, uint64_t index, struct hash *out, struct err *err)
{
    struct tiles *t = ctx;
    unsigned up = level % TILE_BITS;
    uint64_t first = index << up;
    struct merkle_range range = {0};
    struct slice hashes;
    enum status st = get(t, level / TILE_BITS, first / TILE_HASHES, t->size, &hashes, err);

    for (uint64_t i = first % TILE_HASHES; st == ST_OK && range.n < UINT64_C(1) << up; i++) {
        struct hash h;

        assert((i + 1) * DIGEST_SIZE <= hashes.n);
        memcpy(h.bytes, hashes.p + i * DIGEST_SIZE, DIGEST_SIZE);
        merkle_append(t->digest, &range, &h);
    }
    if (st == ST_OK)
        merkle_root(t->digest, &range, out);
    return st;
}

/* Groups of three digits, all but the last with an x before them. */
static void put_number(struct buf *b, uint64_t n)
{
    char digits[32];
    size_t at = 0;

    snprintf(digits, sizeof(digits), "%0*llu", 21, (unsigned long long)n);
    while (at + 3 < 21 && memcmp(digits + at, "000", 3) == 0)
        at += 3;
    for (; at + 3 < 21; at += 3)
        buf_format(b, "x%.3s/", digits + at);
    buf_format(b, "%.3s", digits + at);
}

void tiles_path(struct buf *b, unsigned level, uint64_t n, unsigned hashes)
{
    buf_format(b, "tile/%u/", level);
    put_number(b, n);
    if (hashes < TILE_HASHES)
        buf_format(b, ".p/%u", hashes);
}
