/* tree_layout: what maps with the same members have in common.  See tree_layout.h. */
#include <assert.h>

#include "tree_layout.h"
#include "tree_order.h"

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
