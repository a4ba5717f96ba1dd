/* reader_enclosing: what stands around a record.  See reader_enclosing.h. */
#include <assert.h>

#include "reader_enclosing.h"

#define MEMBER_DEPTH 64

/* whole is the level with all levels around it as its first member "^"; inner is the same without
 * the outermost level, for the record's identity. */
struct level {
    struct arena arena; /* of texts */
    struct node *whole, *inner;
    struct node *nodes; /* for both, in one piece: used is reset in all of them for every record */
    size_t n_nodes;
    size_t bytes, members;
};

struct enclosing {
    struct level *levels; /* those beyond depth keep their arenas for reuse */
    size_t depth, size;
};

struct enclosing *enclosing_new(void)
{
    return mem_zero(1, sizeof(struct enclosing));
}

void enclosing_free(struct enclosing *e)
{
    if (e == NULL)
        return;
    for (size_t i = 0; i < e->size; i++) {
        arena_release(&e->levels[i].arena);
        mem_free(e->levels[i].nodes);
    }
    mem_free(e->levels);
    mem_free(e);
}

static void grow(struct enclosing *e)
{
    size_t size = e->size ? e->size * 2 : 8;

    e->levels = mem_resize(e->levels, size, sizeof(*e->levels));
    for (size_t i = e->size; i < size; i++)
        e->levels[i] = (struct level){.nodes = mem_zero(2 * ENCLOSING_NODES + 2, sizeof(struct node))};
    e->size = size;
}

static struct node *new_node(struct level *level, enum node_kind kind)
{
    struct node *n = &level->nodes[level->n_nodes++];

    assert(level->n_nodes <= 2 * ENCLOSING_NODES + 2);
    *n = (struct node){.kind = kind};
    return n;
}

/* A map that names itself "^": so it is the member of the next level inwards. */
static struct node *new_map(struct level *level, struct node *outer)
{
    struct node *map = new_node(level, NODE_MAP);

    map->name = SLICE("^");
    if (outer != NULL) {
        outer->next = NULL;
        tree_append(map, outer);
    }
    return map;
}

void enclosing_push(struct enclosing *e)
{
    struct level *level;

    if (e->depth == e->size)
        grow(e);
    level = &e->levels[e->depth];
    arena_reset(&level->arena);
    level->bytes = level->members = level->n_nodes = 0;
    level->whole = new_map(level, e->depth > 0 ? level[-1].whole : NULL);
    level->inner = e->depth > 0 ? new_map(level, level[-1].inner) : NULL;
    e->depth++;
}

void enclosing_pop(struct enclosing *e)
{
    assert(e->depth > 0);
    e->depth--;
}

/* Counts what a member would take; false once it is too deep. */
static bool measure(const struct node *n, unsigned depth, size_t *bytes, size_t *nodes)
{
    if (depth > MEMBER_DEPTH)
        return false;
    *bytes += n->name.n + n->ns.n + n->text.n;
    ++*nodes;
    if (*bytes > ENCLOSING_BYTES || *nodes > ENCLOSING_NODES)
        return false;
    for (const struct node *c = n->child; c != NULL; c = c->next)
        if (!measure(c, depth + 1, bytes, nodes))
            return false;
    return true;
}

static struct node *copy_node(struct level *level, const struct node *n)
{
    struct node *copy = new_node(level, n->kind);

    copy->name = slice_copy(&level->arena, n->name);
    copy->ns = slice_copy(&level->arena, n->ns);
    copy->text = slice_copy(&level->arena, n->text);
    for (const struct node *c = n->child; c != NULL; c = c->next)
        tree_append(copy, copy_node(level, c));
    return copy;
}

void enclosing_add(struct enclosing *e, const struct node *member)
{
    struct level *level;
    size_t bytes, nodes;

    assert(e->depth > 0);
    level = &e->levels[e->depth - 1];
    bytes = level->bytes;
    nodes = level->members;
    if (!measure(member, 0, &bytes, &nodes))
        return;
    level->bytes = bytes;
    level->members = nodes;
    tree_append(level->whole, copy_node(level, member));
    if (level->inner != NULL)
        tree_append(level->inner, copy_node(level, member));
}

void enclosing_view(struct enclosing *e, struct record *rec)
{
    if (e->depth == 0)
        return;
    rec->enclosing = e->levels[e->depth - 1].whole;
    rec->enclosing_identity = e->levels[e->depth - 1].inner;
    for (size_t i = 0; i < e->depth; i++)
        for (size_t k = 0; k < e->levels[i].n_nodes; k++)
            e->levels[i].nodes[k].used = false;
}
