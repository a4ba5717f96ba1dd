/* reader_xml_group: children of one name become a list.  See reader_xml_group.h. */
#include <stdint.h>
#include <string.h>

#include "reader_xml_group.h"

struct entry {
    const struct node *parent;
    const void *name;
    struct node *member; /* the namesake, or the list of them */
    uint64_t tree;       /* which tree it is of; others are empty places */
};

struct xml_group {
    struct entry *entries; /* open addressing, at most half full */
    size_t size, n;
    uint64_t tree; /* from 1 */
};

#define SIZE_MIN  256
#define SIZE_KEPT ((size_t)1 << 16) /* a larger table is given back at the next tree */

struct xml_group *xml_group_new(void)
{
    struct xml_group *g = mem_zero(1, sizeof(*g));

    g->size = SIZE_MIN;
    g->entries = mem_zero(g->size, sizeof(*g->entries));
    g->tree = 1;
    return g;
}

void xml_group_free(struct xml_group *g)
{
    if (g == NULL)
        return;
    mem_free(g->entries);
    mem_free(g);
}

void xml_group_clear(struct xml_group *g)
{
    if (g->size > SIZE_KEPT) {
        mem_free(g->entries);
        g->size = SIZE_MIN;
        g->entries = mem_zero(g->size, sizeof(*g->entries));
    }
    g->tree++;
    g->n = 0;
}

static struct entry *find(const struct xml_group *g, const struct node *parent, const void *name)
{
    uint64_t h = ((uint64_t)(uintptr_t)parent >> 4) * UINT64_C(0x9e3779b97f4a7c15) ^
                 ((uint64_t)(uintptr_t)name >> 3) * UINT64_C(0xc2b2ae3d27d4eb4f);
    size_t i = (size_t)(h ^ h >> 29) & (g->size - 1);

    while (g->entries[i].tree == g->tree && (g->entries[i].parent != parent || g->entries[i].name != name))
        i = (i + 1) & (g->size - 1);
    return &g->entries[i];
}

static void grow(struct xml_group *g)
{
    struct entry *old = g->entries;
    size_t size = g->size;

    g->size = size * 2;
    g->entries = mem_zero(g->size, sizeof(*g->entries));
    for (size_t i = 0; i < size; i++)
        if (old[i].tree == g->tree)
            *find(g, old[i].parent, old[i].name) = old[i];
    mem_free(old);
}

/* The first of several becomes a list of itself at its place; its node moves into the list.  The
 * caller may still hold the node of an open element: only ended ones have namesakes after them. */
static void make_list(struct arena *a, struct node *first)
{
    struct node *moved = tree_node(a, first->kind);
    struct node *next = first->next;
    struct slice name = first->name;

    *moved = *first;
    moved->next = NULL;
    memset(first, 0, sizeof(*first));
    first->kind = NODE_LIST;
    first->name = name;
    first->next = next;
    moved->name = SLICE_NONE;
    tree_append(first, moved);
}

void xml_group_add(struct xml_group *g, struct arena *a, struct node *parent, struct node *child,
                   const void *name)
{
    struct entry *e = find(g, parent, name);

    if (e->tree != g->tree) {
        *e = (struct entry){parent, name, child, g->tree};
        tree_append(parent, child);
        if (++g->n > g->size / 2)
            grow(g);
        return;
    }
    if (e->member->kind != NODE_LIST)
        make_list(a, e->member);
    child->name = SLICE_NONE;
    tree_append(e->member, child);
}
