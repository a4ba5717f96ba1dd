/* tree: the canonical record.  See tree.h.
 *
 * The leaves are met in order by a walk that takes each map's members in order of name.  A step that
 * consecutive leaves share is written once, so that the work stays linear in the record's size however
 * deep it is and however long its names are.  Most records have the paths of one before: then only
 * their values are hashed. */
#include <string.h>

#include "digest.h"
#include "tree_order.h"

#define GATHERED 2048 /* bytes that are hashed at a time */
#define KNOWN    16   /* paths of records that were met; a power of two */

struct frame {                    /* a list or map on the way to the present node */
    const struct node *next;      /* of a list */
    const struct ranked *members; /* of a map, sorted */
    size_t n, i;
    bool named;        /* a map: */
    struct slice step; /* the name of its child at hand, ... */
    char digits[20];   /* else that one's position */
};

struct text { /* is hashed while it is written */
    struct digest *digest;
    bool begun; /* some of it is in digest */
    size_t n;
    unsigned char p[GATHERED];
};

struct known {
    size_t n;
    unsigned char paths[GATHERED], digest[DIGEST_SIZE];
};

struct canonical {
    struct slice seed;
    struct text paths, values;
    struct arena *scratch;
    struct frame *frames;
    size_t n, size;
    size_t shared; /* steps that have been written for the leaf before this one */
    uint32_t leaves;
    struct known *known;
};

struct canonical *canonical_new(struct slice seed)
{
    struct canonical *c = mem_zero(1, sizeof(*c));

    c->seed = seed;
    c->paths.digest = digest_new();
    c->values.digest = digest_new();
    c->known = mem_zero(KNOWN, sizeof(*c->known));
    return c;
}

void canonical_free(struct canonical *c)
{
    if (c == NULL)
        return;
    digest_free(c->paths.digest);
    digest_free(c->values.digest);
    mem_free(c->known);
    mem_free(c);
}

static inline unsigned char *put_u32(unsigned char *p, size_t v)
{
    p[0] = (unsigned char)v;
    p[1] = (unsigned char)(v >> 8);
    p[2] = (unsigned char)(v >> 16);
    p[3] = (unsigned char)(v >> 24);
    return p + 4;
}

static void start_text(struct text *t)
{
    t->n = 0;
    t->begun = false;
}

static void flush(struct text *t)
{
    if (!t->begun)
        digest_start(t->digest);
    t->begun = true;
    digest_add(t->digest, t->p, t->n);
    t->n = 0;
}

/* Room for n <= GATHERED bytes that have yet to be counted. */
static inline unsigned char *room(struct text *t, size_t n)
{
    if (n > GATHERED - t->n)
        flush(t);
    return t->p + t->n;
}

static inline void add_bytes(struct text *t, struct slice s)
{
    if (s.n > GATHERED) {
        flush(t);
        digest_add(t->digest, s.p, s.n);
    } else if (s.n > 0) {
        memcpy(room(t, s.n), s.p, s.n);
        t->n += s.n;
    }
}

static void add_u32(struct text *t, size_t v)
{
    put_u32(room(t, 4), v);
    t->n += 4;
}

static void add_value(struct canonical *c, struct slice s)
{
    unsigned char *p = room(&c->values, 10);
    size_t n = s.n;

    for (; n >= 0x80; n >>= 7)
        *p++ = (unsigned char)(n | 0x80);
    *p++ = (unsigned char)n;
    c->values.n = (size_t)(p - c->values.p);
    add_bytes(&c->values, s);
    c->leaves++;
}

static void enter(struct canonical *w, const struct node *n)
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
static void leaf(struct canonical *w, struct slice value)
{
    add_u32(&w->paths, w->shared);
    add_u32(&w->paths, w->n - w->shared);
    for (size_t i = w->shared; i < w->n; i++) {
        struct slice step = step_of(&w->frames[i]);

        add_u32(&w->paths, step.n);
        add_bytes(&w->paths, step);
    }
    w->shared = w->n;
    add_value(w, value);
}

static void visit(struct canonical *w, const struct node *n)
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
    p = put_u32(p, name.n);
    if (name.n > 0)
        memcpy(p, name.p, name.n);
    return (struct slice){start, 12 + name.n};
}

/* All leaves of a list or map that has been entered as the level-th. */
static void walk_level(struct canonical *w, size_t level)
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

/* A row's scalars share no steps: all of their paths is known beforehand.  For what else stands in it
 * the row is a level around. */
static void walk_row(struct canonical *w, const struct node *row, const struct layout *layout)
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
            add_bytes(&w->paths, layout->heads[i]);
            add_value(w, n->text);
        }
    }
}

static void digest_paths(struct canonical *c, unsigned char out[DIGEST_SIZE])
{
    unsigned char n[4];

    put_u32(n, c->seed.n);
    flush(&c->paths);
    digest_add(c->paths.digest, n, sizeof(n));
    digest_add(c->paths.digest, c->seed.p, c->seed.n);
    digest_end(c->paths.digest, out);
}

/* Where paths that are all at hand may be known: a place by their length and two of their words. */
static struct known *place_of(const struct canonical *c)
{
    uint64_t a = 0, b = 0;
    size_t n = c->paths.n;

    if (n >= 8) {
        memcpy(&a, c->paths.p + n / 2 - 4, 8);
        memcpy(&b, c->paths.p + n - 8, 8);
    }
    a = (a ^ b * 31 ^ n) * UINT64_C(0x9e3779b97f4a7c15);
    return &c->known[a >> 60 & (KNOWN - 1)];
}

static void add_paths(struct canonical *c)
{
    unsigned char digest[DIGEST_SIZE];
    const unsigned char *sum = digest;

    if (c->paths.begun) {
        digest_paths(c, digest);
    } else {
        struct known *k = place_of(c);

        if (k->n != c->paths.n || memcmp(k->paths, c->paths.p, k->n) != 0 || k->n == 0) {
            k->n = c->paths.n;
            memcpy(k->paths, c->paths.p, k->n);
            digest_paths(c, k->digest);
        }
        sum = k->digest;
    }
    add_bytes(&c->values, (struct slice){sum, DIGEST_SIZE});
}

uint32_t tree_canonical(struct canonical *c, struct arena *scratch, const struct node *n,
                        const struct layout *layout, unsigned char out[DIGEST_SIZE])
{
    c->scratch = scratch;
    c->n = c->shared = 0;
    c->leaves = 0;
    c->size = 8;
    c->frames = arena_alloc(scratch, c->size * sizeof(*c->frames));
    start_text(&c->paths);
    start_text(&c->values);
    if (layout != NULL) {
        walk_row(c, n, layout);
    } else {
        visit(c, n);
        walk_level(c, 1);
    }
    add_paths(c);
    flush(&c->values);
    digest_end(c->values.digest, out);
    return c->leaves;
}
