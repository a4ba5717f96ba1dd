/* verify_tiles: the tree of the entries, held against its files.  See verify_pass.h. */
#include "mem.h"
#include "store_tree.h"
#include "verify_pass.h"

struct verify_tiles {
    struct verify_log *x;
    uint64_t size, compared, odd;
    struct buf path, bytes;
    struct tile {
        struct hash hashes[TILE_HASHES];
        struct merkle_range range;
    } * levels[TILE_LEVELS]; /* NULL: nothing so high */
};

struct verify_tiles *verify_tiles_new(struct verify_log *x)
{
    struct verify_tiles *t = mem_zero(1, sizeof(*t));

    t->x = x;
    t->odd = UINT64_MAX;
    buf_init(&t->path, BUF_CAP);
    buf_init(&t->bytes, BUF_CAP);
    return t;
}

void verify_tiles_free(struct verify_tiles *t)
{
    if (t == NULL)
        return;
    for (unsigned level = 0; level < TILE_LEVELS; level++)
        mem_free(t->levels[level]);
    buf_release(&t->path);
    buf_release(&t->bytes);
    mem_free(t);
}

uint64_t verify_tiles_size(const struct verify_tiles *t)
{
    return t->size;
}

uint64_t verify_tiles_compared(const struct verify_tiles *t)
{
    return t->compared;
}

uint64_t verify_tiles_odd(const struct verify_tiles *t)
{
    return t->odd;
}

static void tell(struct verify_tiles *t, unsigned level, uint64_t n)
{
    const struct tile *tile = t->levels[level];
    size_t i = 0;

    while (i < tile->range.n && t->bytes.n >= (i + 1) * DIGEST_SIZE &&
           memcmp(t->bytes.p + i * DIGEST_SIZE, tile->hashes[i].bytes, DIGEST_SIZE) == 0)
        i++;
    if (level == 0 && i < tile->range.n && t->odd == UINT64_MAX)
        t->odd = n * TILE_HASHES + i;
    if (level == 0 && i < tile->range.n)
        verify_bad(t->x, VERIFY_TILES, buf_string(&t->path), 0, "VERIFY-TILE",
                   "entry %llu is not the one whose hash stands here: one of them was changed",
                   (unsigned long long)(n * TILE_HASHES + i));
    else
        verify_bad(t->x, VERIFY_TILES, buf_string(&t->path), 0, "VERIFY-TILE",
                   "these are not the hashes that the entries give: they were changed");
}

/* What is kept of the tile, in t->bytes, and its name. */
static enum status find(struct verify_tiles *t, unsigned level, uint64_t n, struct err *err)
{
    struct slice kept;
    enum status st;

    buf_clear(&t->path);
    buf_clear(&t->bytes);
    buf_text(&t->path, "data/log/");
    tiles_path(&t->path, level, n, (unsigned)t->levels[level]->range.n);
    if (t->x->tree == NULL)
        return verify_text(t->x, buf_string(&t->path), &t->bytes, err);
    st = store_tile_get(t->x->tree, level, n, &kept, err);
    if (st == ST_OK)
        buf_slice(&t->bytes, kept);
    return st;
}

static enum status compare(struct verify_tiles *t, unsigned level, uint64_t n, struct err *err)
{
    const struct tile *tile = t->levels[level];
    size_t want = (size_t)tile->range.n * DIGEST_SIZE;
    enum status st = find(t, level, n, err);

    if (st < ST_OK)
        return st;
    t->compared++;
    if (st == ST_END)
        verify_bad(t->x, VERIFY_TILES, buf_string(&t->path), 0, "VERIFY-TILE",
                   "hashes of level %u are not there; take another copy", level);
    else if (t->bytes.n != want || memcmp(t->bytes.p, tile->hashes, want) != 0)
        tell(t, level, n);
    return ST_OK;
}

enum status verify_tiles_add(struct verify_tiles *t, const struct hash *leaf, struct err *err)
{
    struct hash h = *leaf;

    t->size++;
    for (unsigned level = 0; level < TILE_LEVELS; level++) {
        struct tile *tile = t->levels[level];
        enum status st;

        if (tile == NULL)
            tile = t->levels[level] = mem_zero(1, sizeof(*tile));
        tile->hashes[tile->range.n] = h;
        merkle_append(t->x->digest, &tile->range, &h);
        if (tile->range.n < TILE_HASHES)
            return ST_OK;
        st = compare(t, level, (t->size >> (TILE_BITS * level)) / TILE_HASHES - 1, err);
        if (st != ST_OK)
            return st;
        merkle_root(t->x->digest, &tile->range, &h);
        tile->range.n = 0;
    }
    return ST_OK;
}

enum status verify_tiles_end(struct verify_tiles *t, struct err *err)
{
    enum status st = ST_OK;

    for (unsigned level = 0; level < TILE_LEVELS && st == ST_OK; level++)
        if (t->levels[level] != NULL && t->levels[level]->range.n > 0)
            st = compare(t, level, (t->size >> (TILE_BITS * level)) / TILE_HASHES, err);
    if (st == ST_OK)
        verify_done(t->x, VERIFY_TILES, "hashes of the entries, in %llu %s%s",
                    (unsigned long long)t->compared, t->x->tree == NULL ? "file" : "tile",
                    t->compared == 1 ? "" : "s");
    return st;
}

/* Perfect subtrees of all levels, largest first, are those of the whole tree. */
void verify_tiles_root(const struct verify_tiles *t, struct hash *out)
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
    merkle_root(t->x->digest, &whole, out);
}
