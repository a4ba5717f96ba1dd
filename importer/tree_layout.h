/*
 * tree_layout: what the rows of a table have in common, or maps with the same members.
 *
 * Saves sorting and looking up names for each record.  Knows trees alone.  Cannot fail.
 */
#ifndef TREE_LAYOUT_H
#define TREE_LAYOUT_H

#include "digest.h"
#include "mem.h"
#include "slice.h"

struct node;

/* Names, and numbers of the members in two orders.  Such a map's members are an array, member i at
 * child + i. */
struct layout {
    size_t n;
    const struct slice *names;
    const uint32_t *by_length, *by_bytes; /* as the canonical record has them, and JSON */
    const struct slice *heads;            /* by length: what stands before each value there */
    /* Of the names in order.  What outlives a layout knows it again by this, never by its address:
     * another may be there by then. */
    unsigned char digest[DIGEST_SIZE];
};

/* Lives in the arena; the n > 0 names are borrowed. */
void layout_make(struct layout *s, struct arena *a, const struct slice *names, size_t n);

/* The layouts of the maps that are met, as far as they are few. */
struct layouts;

struct layouts *layouts_new(void);
void layouts_free(struct layouts *l); /* NULL is allowed */

/* The layout of a map, whose members move into an array in a; or NULL: they stay.  It lives as l does. */
const struct layout *layouts_find(struct layouts *l, struct node *map, struct arena *a);

#endif
