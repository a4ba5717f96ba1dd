/*
 * tree: one record as it stands in its dump.
 *
 * Null, bool, number (its text), text, list, map.  Nodes and texts are borrowed: from the reader's
 * buffer and the arena that reader_next() was given.  Readers build it; mapper and paths read it.
 *
 * An XML element is a map of "@attribute" members, child elements and "#text"; an element with
 * neither attributes nor children is plain text; children of one name become one list at the first
 * one's place.  Element and attribute names are local names; a namespaced element's URI is in ns.
 */
#ifndef TREE_H
#define TREE_H

#include "buf.h"
#include "digest.h"
#include "err.h"
#include "mem.h"

/* Of a record: elements and attributes; in JSON values, and ends of lists and maps. */
#define TREE_MAX_VALUES 1000000

enum node_kind { NODE_NULL, NODE_BOOL, NODE_NUMBER, NODE_TEXT, NODE_LIST, NODE_MAP };

struct node {
    enum node_kind kind;
    bool used;          /* a profile's mapping took it: it does not go to attributes */
    bool hidden;        /* identity ignores it: no path leads there */
    struct slice name;  /* as a member of a map; n = 0 in a list and at the root */
    struct slice ns;    /* XML namespace URI, n = 0 if none */
    struct slice text;  /* of BOOL ("true", "false"), NUMBER, TEXT */
    struct node *child; /* first, of LIST and MAP, in the dump's order */
    struct node *last;  /* last child */
    struct node *next;  /* sibling */
};

struct layout; /* see tree_layout.h */

struct node *tree_node(struct arena *a, enum node_kind kind);
void tree_append(struct node *parent, struct node *child); /* at the end, O(1) */

/* The first member of that name, or NULL.  JSON's duplicate keys: the first counts. */
struct node *tree_member(const struct node *map, struct slice name);

/* The text of a scalar, and of a map its "#text"; SLICE_NONE for the rest. */
struct slice tree_text(const struct node *n);

/* A strict JSON text as a tree.  Duplicate keys stay both in the tree. */
enum status tree_from_json(struct arena *a, struct slice text, struct node **out, struct err *err);

/* The same for the value that text begins with; *length its bytes, or how far it was read. */
enum status tree_from_json_start(struct arena *a, struct slice text, size_t *length, struct node **out,
                                 struct err *err);

/* FILLED leaves out what is empty (null, "", maps and lists of nothing else), null holding the place
 * of a list's element that another follows: so the text depends on the non-empty leaves alone.
 * UNUSED leaves out nodes marked used as well. */
enum tree_part { TREE_ALL, TREE_FILLED, TREE_UNUSED };

/* Appends that part of n, FILLED or UNUSED, as JSON, with the members of all maps in order of name,
 * those of one name in the dump's order.  layout is that of n, or NULL; cells that hold JSON may have
 * been opened.  False, having appended nothing, if nothing was left. */
bool tree_write_sorted(struct buf *b, const struct node *n, const struct layout *layout, enum tree_part part,
                       struct arena *scratch);

/*
 * The canonical record: every non-empty leaf as path and value, sorted by path.
 * A path is the member names and list positions from the root; names are ordered by length, then by
 * bytes, list positions by number; members of one name keep the dump's order.  Each leaf is encoded
 * as the number of steps its path shares with the leaf before it, the number of its other steps,
 * each of these steps, and the value; a number is u32 LE, a step or value is its length and its
 * bytes, a list position being its decimal digits.  So the work stays linear however deep a record
 * is.  Null, "" and absence are the same; an empty list or map is no leaf.  layout is that of n, or
 * NULL.  Feeds d between digest_start and digest_end; returns leaves.  These bytes may not change:
 * see mapper_identity.c.
 */
uint32_t tree_canonical(struct arena *scratch, const struct node *n, const struct layout *layout,
                        struct digest *d);

#endif
