/* tree_order: the members of a map in order.  See tree_order.h. */
#include <assert.h>
#include <string.h>

#include "tree_layout.h"
#include "tree_order.h"

#define SORT_RUN 12

static uint32_t first_4(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* The first n bytes of a name as a number, most significant first; zeros where there are fewer. */
static uint64_t first_bytes(struct slice name, size_t n)
{
    size_t most = name.n < n ? name.n : n;
    uint64_t v = 0;

    if (most == 8)
        return (uint64_t)first_4(name.p) << 32 | first_4(name.p + 4);
    if (most == 4 && n == 4)
        return first_4(name.p);
    for (size_t i = 0; i < most; i++)
        v |= (uint64_t)name.p[i] << 8 * (n - 1 - i);
    return v;
}

static uint64_t rank_of(struct slice name, enum tree_order order)
{
    return order == ORDER_LENGTH ? (uint64_t)name.n << 32 | first_bytes(name, 4) : first_bytes(name, 8);
}

static bool comes_before(const struct ranked *a, const struct ranked *b, enum tree_order order)
{
    struct slice x = a->node->name, y = b->node->name;

    if (a->rank != b->rank)
        return a->rank < b->rank;
    if (order == ORDER_BYTES)
        return slice_order(x, y) < 0;
    if (x.n != y.n) /* beyond 32 bits */
        return x.n < y.n;
    return x.n > 4 && memcmp(x.p, y.p, x.n) < 0;
}

static void sort_run(struct ranked *m, size_t n, enum tree_order order)
{
    for (size_t i = 1; i < n; i++) {
        struct ranked one = m[i];
        size_t k = i;

        for (; k > 0 && comes_before(&one, &m[k - 1], order); k--)
            m[k] = m[k - 1];
        m[k] = one;
    }
}

static void merge(const struct ranked *from, struct ranked *to, size_t low, size_t middle, size_t high,
                  enum tree_order order)
{
    size_t a = low, b = middle;

    for (size_t i = low; i < high; i++) {
        if (b == high || (a < middle && !comes_before(&from[b], &from[a], order)))
            to[i] = from[a++];
        else
            to[i] = from[b++];
    }
}

static struct ranked *sort(struct arena *scratch, struct ranked *m, size_t n, enum tree_order order)
{
    struct ranked *other, *swap;

    for (size_t i = 0; i < n; i += SORT_RUN)
        sort_run(m + i, n - i < SORT_RUN ? n - i : SORT_RUN, order);
    if (n <= SORT_RUN)
        return m;
    other = arena_alloc(scratch, n * sizeof(*other));
    for (size_t width = SORT_RUN; width < n; width *= 2) {
        for (size_t low = 0; low < n; low += 2 * width) {
            size_t middle = n - low < width ? n : low + width;
            size_t high = n - low < 2 * width ? n : low + 2 * width;

            merge(m, other, low, middle, high, order);
        }
        swap = m;
        m = other;
        other = swap;
    }
    return m;
}

static const struct ranked *laid_out_members(struct arena *scratch, const struct node *map,
                                             const struct layout *layout, enum tree_part part, size_t *n)
{
    struct ranked *m = arena_alloc(scratch, layout->n * sizeof(*m));

    *n = 0;
    for (size_t i = 0; i < layout->n; i++) {
        const struct node *member = map->child + layout->by_bytes[i];

        if (!tree_left_out(member, part))
            m[(*n)++].node = member;
    }
    return m;
}

const struct ranked *tree_members(struct arena *scratch, const struct node *map, const struct layout *layout,
                                  enum tree_order order, enum tree_part part, size_t *n)
{
    struct ranked *m;
    size_t all = 0;

    assert(layout == NULL || order == ORDER_BYTES);
    if (layout != NULL)
        return laid_out_members(scratch, map, layout, part, n);
    for (const struct node *c = map->child; c != NULL; c = c->next)
        all++;
    m = arena_alloc(scratch, all * sizeof(*m));
    *n = 0;
    for (const struct node *c = map->child; c != NULL; c = c->next)
        if (!tree_left_out(c, part))
            m[(*n)++] = (struct ranked){rank_of(c->name, order), c};
    return sort(scratch, m, *n, order);
}

static const uint32_t *numbers_of(struct arena *a, const struct node *map, enum tree_order order)
{
    size_t n;
    const struct ranked *m = tree_members(a, map, NULL, order, TREE_ALL, &n);
    uint32_t *numbers = arena_alloc(a, n * sizeof(*numbers));

    for (size_t i = 0; i < n; i++)
        numbers[i] = (uint32_t)(m[i].node - map->child);
    return numbers;
}

static void digest_names(const struct slice *names, size_t n, unsigned char out[DIGEST_SIZE])
{
    struct digest *d = digest_new();

    digest_start(d);
    for (size_t i = 0; i < n; i++) {
        digest_add(d, &names[i].n, sizeof(names[i].n));
        digest_add(d, names[i].p, names[i].n);
    }
    digest_end(d, out);
    digest_free(d);
}

void layout_make(struct layout *s, struct arena *a, const struct slice *names, size_t n)
{
    struct node *nodes = arena_zero(a, n + 1, sizeof(*nodes));
    struct slice *heads = arena_alloc(a, n * sizeof(*heads));
    const struct node map = {.kind = NODE_MAP, .child = nodes};

    assert(n > 0 && n <= UINT32_MAX);
    for (size_t i = 0; i < n; i++) {
        nodes[i].name = names[i];
        nodes[i].next = i + 1 < n ? &nodes[i + 1] : NULL;
    }
    s->n = n;
    s->names = names;
    s->by_length = numbers_of(a, &map, ORDER_LENGTH);
    s->by_bytes = numbers_of(a, &map, ORDER_BYTES);
    for (size_t i = 0; i < n; i++)
        heads[i] = tree_canonical_head(a, names[s->by_length[i]]);
    s->heads = heads;
    digest_names(names, n, s->digest);
}

#define LAYOUTS     8   /* that are kept */
#define LAYOUT_SIZE 64  /* members of one */
#define LAYOUT_NAME 256 /* bytes of a member's name */

struct met { /* a kind of maps; one with two members of a name is none that a layout can tell of */
    struct layout layout;
    bool usable;
};

struct layouts {
    struct arena arena;
    struct met met[LAYOUTS];
    size_t n, last; /* last: that was found */
};

struct layouts *layouts_new(void)
{
    return mem_zero(1, sizeof(struct layouts));
}

void layouts_free(struct layouts *l)
{
    if (l == NULL)
        return;
    arena_release(&l->arena);
    mem_free(l);
}

static bool has_layout(const struct node *map, const struct layout *layout)
{
    const struct node *c = map->child;
    size_t i = 0;

    for (; c != NULL && i < layout->n && slice_equal(c->name, layout->names[i]); i++)
        c = c->next;
    return c == NULL && i == layout->n;
}

static bool names_differ(const struct layout *layout)
{
    for (size_t i = 1; i < layout->n; i++)
        if (slice_equal(layout->names[layout->by_bytes[i - 1]], layout->names[layout->by_bytes[i]]))
            return false;
    return true;
}

static bool add_layout(struct layouts *l, const struct node *map)
{
    struct slice names[LAYOUT_SIZE], *copies;
    size_t n = 0;

    for (const struct node *c = map->child; c != NULL; c = c->next) {
        if (n == LAYOUT_SIZE || c->name.n > LAYOUT_NAME)
            return false;
        names[n++] = c->name;
    }
    copies = arena_alloc(&l->arena, n * sizeof(*copies));
    for (size_t i = 0; i < n; i++)
        copies[i] = slice_copy(&l->arena, names[i]);
    l->last = l->n++;
    layout_make(&l->met[l->last].layout, &l->arena, copies, n);
    l->met[l->last].usable = names_differ(&l->met[l->last].layout);
    return true;
}

/* Sets last to the kind of the map. */
static bool find_layout(struct layouts *l, const struct node *map)
{
    if (l->n > 0 && has_layout(map, &l->met[l->last].layout))
        return true;
    for (size_t i = 0; i < l->n; i++)
        if (has_layout(map, &l->met[i].layout)) {
            l->last = i;
            return true;
        }
    return l->n < LAYOUTS && add_layout(l, map);
}

const struct layout *layouts_find(struct layouts *l, struct node *map, struct arena *a)
{
    const struct layout *layout;
    struct node *members;
    size_t n = 0;

    if (map->kind != NODE_MAP || map->child == NULL || !find_layout(l, map) || !l->met[l->last].usable)
        return NULL;
    layout = &l->met[l->last].layout;
    members = arena_alloc(a, layout->n * sizeof(*members));
    for (const struct node *c = map->child; c != NULL; c = c->next, n++) {
        members[n] = *c;
        members[n].next = &members[n + 1];
    }
    members[n - 1].next = NULL;
    map->child = members;
    map->last = &members[n - 1];
    return layout;
}
