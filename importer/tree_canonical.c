/*
 * tree_canonical: the canonical record.  See tree.h.
 *
 * The leaves are fed in order as they are found by a walk that takes each map's members in order of
 * name.  A step that consecutive leaves share is written once, so that the work stays linear in the
 * record's size however deep it is and however long its names are.
 */
#include <string.h>

#include "digest.h"
#include "tree_layout.h"
#include "tree_order.h"

#define FEED_SIZE 2048

struct frame {                    /* a list or map on the way to the present node */
    const struct node *next;      /* of a list */
    const struct ranked *members; /* of a map, sorted */
    size_t n, i;
    bool named;        /* a map: */
    struct slice step; /* the name of its child at hand, ... */
    char digits[20];   /* else that one's position */
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

/* Room for n <= FEED_SIZE bytes that have yet to be counted. */
static inline unsigned char *feed_room(struct walk *w, size_t n)
{
    if (n > FEED_SIZE - w->fed) {
        digest_add(w->digest, w->feed, w->fed);
        w->fed = 0;
    }
    return w->feed + w->fed;
}

static inline unsigned char *put_u32(unsigned char *p, size_t v)
{
    p[0] = (unsigned char)v;
    p[1] = (unsigned char)(v >> 8);
    p[2] = (unsigned char)(v >> 16);
    p[3] = (unsigned char)(v >> 24);
    return p + 4;
}

static inline unsigned char *put_slice(unsigned char *p, struct slice s)
{
    p = put_u32(p, s.n);
    if (s.n > 0)
        memcpy(p, s.p, s.n);
    return p + s.n;
}

static void feed_u32(struct walk *w, size_t v)
{
    put_u32(feed_room(w, 4), v);
    w->fed += 4;
}

static void feed_bytes(struct walk *w, struct slice s)
{
    if (s.n > FEED_SIZE) {
        digest_add(w->digest, w->feed, w->fed);
        digest_add(w->digest, s.p, s.n);
        w->fed = 0;
    } else if (s.n > 0) {
        memcpy(feed_room(w, s.n), s.p, s.n);
        w->fed += s.n;
    }
}

static void feed_slice(struct walk *w, struct slice s)
{
    feed_u32(w, s.n);
    feed_bytes(w, s);
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
    *f = (struct frame){.named = n->kind == NODE_MAP};
    if (f->named)
        f->members = tree_members(w->scratch, n, NULL, ORDER_LENGTH, TREE_ALL, &f->n);
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

    if (f->named) {
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

static struct slice step_of(struct frame *f)
{
    return f->named ? f->step : position(f->i - 1, f->digits);
}

/* A leaf: how many steps it shares with the one before, how many are new, these, and its value. */
static void feed_leaf(struct walk *w, struct slice value)
{
    feed_u32(w, w->shared);
    feed_u32(w, w->n - w->shared);
    for (size_t i = w->shared; i < w->n; i++)
        feed_slice(w, step_of(&w->frames[i]));
    feed_slice(w, value);
}

/* The same if one step is new and all is short, as it mostly is. */
static void feed_short_leaf(struct walk *w, struct slice step, struct slice value)
{
    unsigned char *p = feed_room(w, 16 + step.n + value.n);

    p = put_u32(p, w->shared);
    p = put_u32(p, 1);
    p = put_slice(p, step);
    p = put_slice(p, value);
    w->fed = (size_t)(p - w->feed);
}

static void leaf(struct walk *w, struct slice value)
{
    struct frame *f = w->n > 0 ? &w->frames[w->n - 1] : NULL;
    bool one = w->n - w->shared == 1;

    if (one && f->named && f->step.n <= 256 && value.n <= 1024)
        feed_short_leaf(w, f->step, value);
    else
        feed_leaf(w, value);
    w->shared = w->n;
    w->leaves++;
}

static void visit(struct walk *w, const struct node *n)
{
    if (n->kind == NODE_LIST || n->kind == NODE_MAP) {
        if (n->child != NULL)
            enter(w, n);
    } else if (n->kind != NODE_NULL && n->text.n > 0) {
        leaf(w, n->text);
    }
}

struct slice tree_canonical_head(struct arena *a, struct slice name)
{
    unsigned char *start = arena_alloc(a, 12 + name.n), *p = start;

    p = put_u32(p, 0);
    p = put_u32(p, 1);
    p = put_slice(p, name);
    return (struct slice){start, (size_t)(p - start)};
}

/* All leaves of a list or map that has been entered as the level-th. */
static void walk_level(struct walk *w, size_t level)
{
    while (w->n >= level) {
        const struct node *child = next_child(&w->frames[w->n - 1]);

        if (w->shared > w->n - 1)
            w->shared = w->n - 1;
        if (child == NULL)
            w->n--;
        else
            visit(w, child);
    }
}

/* What is fed of a row's scalar is known beforehand but for its value: it shares no steps.  For what
 * else stands in it the row is a level around. */
static void walk_row(struct walk *w, const struct node *row, const struct layout *layout)
{
    for (size_t i = 0; i < layout->n; i++) {
        const struct node *n = row->child + layout->by_length[i];

        if (n->child != NULL) {
            w->frames[0] = (struct frame){.named = true, .step = n->name};
            w->n = 1;
            visit(w, n);
            walk_level(w, 2);
            w->n = w->shared = 0;
        } else if (n->kind != NODE_NULL && n->text.n > 0) {
            feed_bytes(w, layout->heads[i]);
            feed_slice(w, n->text);
            w->leaves++;
        }
    }
}

uint32_t tree_canonical(struct arena *scratch, const struct node *n, const struct layout *layout,
                        struct digest *d)
{
    struct walk w;

    w.scratch = scratch;
    w.digest = d;
    w.n = w.shared = w.fed = 0;
    w.leaves = 0;
    w.size = 8;
    w.frames = arena_alloc(scratch, w.size * sizeof(*w.frames));
    if (layout != NULL) {
        walk_row(&w, n, layout);
    } else {
        visit(&w, n);
        walk_level(&w, 1);
    }
    digest_add(d, w.feed, w.fed);
    return w.leaves;
}
