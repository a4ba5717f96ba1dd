/*
 * tree_order: the members of a map in order.  Private to importer/tree*.c.
 */
#ifndef TREE_ORDER_H
#define TREE_ORDER_H

#include "tree.h"

enum tree_order {
    ORDER_LENGTH, /* by the length of the name, then by its bytes: the canonical record's */
    ORDER_BYTES   /* by the bytes of the name: JSON's */
};

struct ranked {    /* a member and what decides its place */
    uint64_t rank; /* the order's first bytes, so that most comparisons are of two numbers */
    const struct node *node;
};

/* Nothing of a node without children is written if this part is asked for. */
static inline bool tree_left_out(const struct node *n, enum tree_part part)
{
    if (part == TREE_ALL)
        return false;
    return (n->used && part == TREE_UNUSED) || n->kind == NODE_NULL ||
           (n->kind == NODE_TEXT && n->text.n == 0);
}

/* The *n members of a map, without those that are left out of this part; those of one name stay in
 * the dump's order.  layout is the map's, or NULL; it knows the order of bytes.  All live in scratch. */
const struct ranked *tree_members(struct arena *scratch, const struct node *map, const struct layout *layout,
                                  enum tree_order order, enum tree_part part, size_t *n);

/* What stands before the value of a row's member in the canonical record; lives in a. */
struct slice tree_canonical_head(struct arena *a, struct slice name);

#endif
