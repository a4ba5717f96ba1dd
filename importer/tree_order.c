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
