/* tree: the canonical record.  See tree.h.
 *
 * The leaves are fed in order as they are found by a walk that takes each map's members in order of
 * name.  A step that consecutive leaves share is written once, so that the work stays linear in the
 * record's size however deep it is and however long its names are. */
#include <assert.h>
#include <string.h>

#include "digest.h"
#include "tree.h"

#define FEED_SIZE 2048
#define SORT_RUN  12

struct ranked { /* a member and what decides its place */
    uint64_t rank;
    const struct node *node;
};

struct frame {               /* a list or map on the way to the present node */
    const struct node *next; /* of a list */
    struct ranked *members;  /* of a map, sorted */
    size_t n, i;
    struct slice step; /* the name of this list or map in its parent */
    char digits[20];   /* or its position */
};

struct walk {
    struct arena *scratch;
    struct digest *digest;
    struct frame *frames;
    size_t n, size;
    size_t shared; /* steps that have been written for the leaf before this one */
    uint32_t leaves;
    size_t fed;
    unsigned char feed[FEED_SIZE];
};

static void feed(struct walk *w, const void *p, size_t n)
{
    if (n > FEED_SIZE - w->fed) {
        digest_add(w->digest, w->feed, w->fed);
        w->fed = 0;
    }
    if (n > FEED_SIZE) {
        digest_add(w->digest, p, n);
    } else if (n > 0) {
        memcpy(w->feed + w->fed, p, n);
        w->fed += n;
    }
}

static void feed_u32(struct walk *w, size_t v)
{
    unsigned char le[4] = {(unsigned char)v, (unsigned char)(v >> 8), (unsigned char)(v >> 16),
                           (unsigned char)(v >> 24)};

    feed(w, le, sizeof(le));
}

static void feed_slice(struct walk *w, struct slice s)
{
    feed_u32(w, s.n);
    feed(w, s.p, s.n);
}

/* Names are ordered by length, then by bytes: the rank holds the length and the first bytes, so
 * that most comparisons are of two numbers. */
static uint64_t rank_of(struct slice name)
{
    uint64_t rank = name.n;

    for (size_t i = 0; i < 4; i++)
        rank = rank << 8 | (i < name.n ? name.p[i] : 0);
    return rank;
}

static bool comes_before(const struct ranked *a, const struct ranked *b)
{
    if (a->rank != b->rank)
        return a->rank < b->rank;
    return a->node->name.n > 4 && memcmp(a->node->name.p, b->node->name.p, a->node->name.n) < 0;
}

static void sort_run(struct ranked *m, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct ranked one = m[i];
        size_t k = i;

        for (; k > 0 && comes_before(&one, &m[k - 1]); k--)
            m[k] = m[k - 1];
        m[k] = one;
    }
}

static void merge(const struct ranked *from, struct ranked *to, size_t low, size_t middle,
                  size_t high)
{
    size_t a = low, b = middle;

    for (size_t i = low; i < high; i++) {
        if (b == high || (a < middle && !comes_before(&from[b], &from[a])))
            to[i] = from[a++];
        else
            to[i] = from[b++];
    }
}

/* Stable: members of one name stay in the dump's order. */
static struct ranked *sort_members(struct arena *scratch, struct ranked *m, size_t n)
{
    struct ranked *other, *swap;

    for (size_t i = 0; i < n; i += SORT_RUN)
        sort_run(m + i, n - i < SORT_RUN ? n - i : SORT_RUN);
    if (n <= SORT_RUN)
        return m;
    other = arena_alloc(scratch, n * sizeof(*other));
    for (size_t width = SORT_RUN; width < n; width *= 2) {
        for (size_t low = 0; low < n; low += 2 * width) {
            size_t middle = n - low < width ? n : low + width;
            size_t high = n - low < 2 * width ? n : low + 2 * width;

            merge(m, other, low, middle, high);
        }
        swap = m;
        m = other;
        other = swap;
    }
    return m;
}

static void rank_members(struct walk *w, struct frame *f, const struct node *map)
{
    const struct node *n;
    size_t count = 0;

    for (n = map->child; n != NULL; n = n->next)
        count++;
    f->members = arena_alloc(w->scratch, count * sizeof(*f->members));
    for (n = map->child; n != NULL; n = n->next)
        f->members[f->n++] = (struct ranked){rank_of(n->name), n};
    f->members = sort_members(w->scratch, f->members, f->n);
}

static void enter(struct walk *w, const struct node *n)
{
    struct frame *f;

    if (w->n == w->size) {
        struct frame *larger = arena_alloc(w->scratch, w->size * 2 * sizeof(*larger));

        memcpy(larger, w->frames, w->n * sizeof(*larger));
        w->frames = larger;
        w->size *= 2;
    }
    f = &w->frames[w->n++];
    *f = (struct frame){0};
    if (n->kind == NODE_MAP)
        rank_members(w, f, n);
    else
        f->next = n->child;
}

static struct slice position(size_t v, char digits[20])
{
    size_t i = 20;

    do
        digits[--i] = (char)('0' + v % 10);
    while ((v /= 10) > 0);
    return (struct slice){(const unsigned char *)digits + i, 20 - i};
}

/* The next child of f, its step set; NULL at the end. */
static const struct node *next_child(struct frame *f)
{
    const struct node *n;

    if (f->members != NULL) {
        if (f->i == f->n)
            return NULL;
        n = f->members[f->i++].node;
        f->step = n->name;
        return n;
    }
    n = f->next;
    if (n != NULL) {
        f->next = n->next;
        f->i++;
    }
    return n;
}

/* A leaf: how many steps it shares with the one before, how many are new, these, and its value. */
static void feed_leaf(struct walk *w, struct slice value)
{
    feed_u32(w, w->shared);
    feed_u32(w, w->n - w->shared);
    for (size_t i = w->shared; i < w->n; i++) {
        struct frame *f = &w->frames[i];

        feed_slice(w, f->members != NULL ? f->step : position(f->i - 1, f->digits));
    }
    feed_slice(w, value);
    w->shared = w->n;
    w->leaves++;
}

static void visit(struct walk *w, const struct node *n)
{
    if (n->kind == NODE_LIST || n->kind == NODE_MAP) {
        if (n->child != NULL)
            enter(w, n);
    } else if (n->kind != NODE_NULL && n->text.n > 0) {
        feed_leaf(w, n->text);
    }
}

uint32_t tree_canonical(struct arena *scratch, const struct node *n, struct digest *d)
{
    struct walk w;

    w.scratch = scratch;
    w.digest = d;
    w.size = 8;
    w.frames = arena_alloc(scratch, w.size * sizeof(*w.frames));
    w.n = w.shared = w.fed = 0;
    w.leaves = 0;
    visit(&w, n);
    while (w.n > 0) {
        const struct node *child = next_child(&w.frames[w.n - 1]);

        if (w.shared > w.n - 1)
            w.shared = w.n - 1;
        if (child == NULL)
            w.n--;
        else
            visit(&w, child);
    }
    digest_add(d, w.feed, w.fed);
    return w.leaves;
}
