/* merkle: the hash tree of RFC 6962.  See merkle.h. */
#include <assert.h>
#include <string.h>

#include "merkle.h"

bool hash_equal(const struct hash *a, const struct hash *b)
{
    return memcmp(a->bytes, b->bytes, DIGEST_SIZE) == 0;
}

void merkle_leaf(struct digest *d, const void *entry, size_t n, struct hash *out)
{
    digest_start(d);
    digest_add(d, "\0", 1);
    digest_add(d, entry, n);
    digest_end(d, out->bytes);
}

void merkle_node(struct digest *d, const struct hash *left, const struct hash *right, struct hash *out)
{
    digest_start(d);
    digest_add(d, "\1", 1);
    digest_add(d, left->bytes, DIGEST_SIZE);
    digest_add(d, right->bytes, DIGEST_SIZE);
    digest_end(d, out->bytes);
}

static unsigned ones(uint64_t n)
{
    return (unsigned)__builtin_popcountll(n);
}

/* Of n > 0: the greatest power of two that is not above it, as its exponent. */
static unsigned highest(uint64_t n)
{
    return 63 - (unsigned)__builtin_clzll(n);
}

void merkle_append(struct digest *d, struct merkle_range *r, const struct hash *leaf)
{
    unsigned n = ones(r->n);
    struct hash h = *leaf;

    assert(r->n < UINT64_MAX);
    for (uint64_t bits = r->n; bits & 1; bits >>= 1)
        merkle_node(d, &r->roots[--n], &h, &h);
    r->roots[n] = h;
    r->n++;
}

/* The roots of neighbours, largest first, as one. */
static void fold(struct digest *d, const struct hash *roots, unsigned n, struct hash *out)
{
    if (n == 0) {
        digest_of(d, "", 0, out->bytes);
        return;
    }
    *out = roots[--n];
    while (n > 0)
        merkle_node(d, &roots[--n], out, out);
}

void merkle_root(struct digest *d, const struct merkle_range *r, struct hash *out)
{
    fold(d, r->roots, ones(r->n), out);
}

/* The hashes of a tree, and where to read them. */
struct tree {
    struct digest *d;
    merkle_read *read;
    void *ctx;
    struct err *err;
};

/* The root over the leaves [from, to); from is a multiple of a power of two that is at least to - from. */
static enum status root_of(const struct tree *t, uint64_t from, uint64_t to, struct hash *out)
{
    struct hash roots[MERKLE_LEVELS];
    unsigned n = 0;

    for (uint64_t left = to - from; left > 0; n++) {
        unsigned level = highest(left);
        enum status st = t->read(t->ctx, level, from >> level, &roots[n], t->err);

        if (st != ST_OK)
            return st;
        from += UINT64_C(1) << level;
        left -= UINT64_C(1) << level;
    }
    fold(t->d, roots, n, out);
    return ST_OK;
}

enum status merkle_root_at(struct digest *d, uint64_t size, merkle_read *read, void *ctx, struct hash *out,
                           struct err *err)
{
    const struct tree t = {d, read, ctx, err};

    return root_of(&t, 0, size, out);
}

/* Where a tree of n > 1 leaves parts: the largest power of two below n. */
static uint64_t part(uint64_t n)
{
    return UINT64_C(1) << highest(n - 1);
}

static void turn_around(struct merkle_proof *p)
{
    for (size_t i = 0; i < p->n / 2; i++) {
        struct hash h = p->hashes[i];

        p->hashes[i] = p->hashes[p->n - 1 - i];
        p->hashes[p->n - 1 - i] = h;
    }
}

enum status merkle_inclusion(struct digest *d, uint64_t index, uint64_t size, merkle_read *read, void *ctx,
                             struct merkle_proof *out, struct err *err)
{
    const struct tree t = {d, read, ctx, err};
    uint64_t from = 0, to = size;
    enum status st = ST_OK;

    assert(index < size);
    out->n = 0;
    while (st == ST_OK && to - from > 1) {
        uint64_t middle = from + part(to - from);

        if (index < middle) {
            st = root_of(&t, middle, to, &out->hashes[out->n++]);
            to = middle;
        } else {
            st = root_of(&t, from, middle, &out->hashes[out->n++]);
            from = middle;
        }
    }
    turn_around(out);
    return st;
}

enum status merkle_consistency(struct digest *d, uint64_t old, uint64_t new_, merkle_read *read, void *ctx,
                               struct merkle_proof *out, struct err *err)
{
    const struct tree t = {d, read, ctx, err};
    uint64_t from = 0, to = new_;
    enum status st = ST_OK;

    assert(old > 0 && old <= new_);
    out->n = 0;
    while (st == ST_OK && old != to) {
        uint64_t middle = from + part(to - from);

        if (old <= middle) {
            st = root_of(&t, middle, to, &out->hashes[out->n++]);
            to = middle;
        } else {
            st = root_of(&t, from, middle, &out->hashes[out->n++]);
            from = middle;
        }
    }
    if (st == ST_OK && from > 0) /* else the old root itself, which whoever verifies has */
        st = root_of(&t, from, to, &out->hashes[out->n++]);
    turn_around(out);
    return st;
}

bool merkle_included(struct digest *d, uint64_t index, uint64_t size, const struct hash *leaf,
                     const struct hash *root, const struct merkle_proof *p)
{
    uint64_t at = index, last = size - 1;
    struct hash h = *leaf;

    if (index >= size)
        return false;
    for (size_t i = 0; i < p->n; i++) {
        if (last == 0)
            return false;
        if ((at & 1) || at == last) {
            merkle_node(d, &p->hashes[i], &h, &h);
            for (; !(at & 1) && at != 0; last >>= 1)
                at >>= 1;
        } else {
            merkle_node(d, &h, &p->hashes[i], &h);
        }
        at >>= 1;
        last >>= 1;
    }
    return last == 0 && hash_equal(&h, root);
}

/* Both roots from the hash that the trees share, and the rest of the proof. */
static bool roots_from(struct digest *d, uint64_t at, uint64_t last, const struct hash *rest, size_t n,
                       struct hash *old, struct hash *new_)
{
    for (size_t i = 0; i < n; i++) {
        if (last == 0)
            return false;
        if ((at & 1) || at == last) {
            merkle_node(d, &rest[i], old, old);
            merkle_node(d, &rest[i], new_, new_);
            for (; !(at & 1) && at != 0; last >>= 1)
                at >>= 1;
        } else {
            merkle_node(d, new_, &rest[i], new_);
        }
        at >>= 1;
        last >>= 1;
    }
    return last == 0;
}

bool merkle_consistent(struct digest *d, uint64_t old, uint64_t new_, const struct hash *old_root,
                       const struct hash *new_root, const struct merkle_proof *p)
{
    bool whole = old != 0 && (old & (old - 1)) == 0; /* the old tree is a perfect subtree of the new one */
    unsigned shift;
    struct hash a, b;

    if (old == 0 || old > new_)
        return false;
    if (old == new_)
        return p->n == 0 && hash_equal(old_root, new_root);
    if (p->n == 0)
        return false;
    shift = (unsigned)__builtin_ctzll(old); /* (old - 1) without its ones at the end */
    a = b = whole ? *old_root : p->hashes[0];
    return roots_from(d, (old - 1) >> shift, (new_ - 1) >> shift, p->hashes + !whole, p->n - !whole, &a,
                      &b) &&
           hash_equal(&a, old_root) && hash_equal(&b, new_root);
}
