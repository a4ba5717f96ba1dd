/* tree_write: a tree as JSON.  See tree.h. */
#include <string.h>

#include "json.h"
#include "tree_layout.h"
#include "tree_order.h"

#define FEW_LEVELS 32

/* A list or map that is being written. */
struct level {
    const struct node *next;      /* of a list, the child to write */
    const struct ranked *members; /* of a map, the left members to write */
    size_t left;
    size_t mark;  /* b->n before anything of it was written */
    size_t holes; /* elements of a list left out since the last that was written */
    bool map;
    bool any;            /* a child was written */
    size_t parent_holes; /* its parent's holes and any before its beginning was written */
    bool parent_any;
};

struct writing {
    struct buf *b;
    enum tree_part part;
    const struct layout *layout; /* of the root, or NULL */
    struct arena *scratch;
    struct level *at;
    size_t n, size;
    struct level first[FEW_LEVELS];
};

static void push(struct writing *w, const struct node *n, size_t mark)
{
    const struct layout *layout = w->n == 0 ? w->layout : NULL;
    struct level *l;

    if (w->n == w->size) {
        w->size *= 2;
        if (w->at == w->first) {
            w->at = mem_alloc(w->size * sizeof(*w->at));
            memcpy(w->at, w->first, sizeof(w->first));
        } else {
            w->at = mem_resize(w->at, w->size, sizeof(*w->at));
        }
    }
    l = &w->at[w->n++];
    *l = (struct level){.next = n->child, .mark = mark, .map = n->kind == NODE_MAP};
    if (l->map)
        l->members = tree_members(w->scratch, n, layout, ORDER_BYTES, w->part, &l->left);
}

static const struct node *next_child(struct level *l)
{
    const struct node *n = l->next;

    if (l->map)
        return l->left-- > 0 ? l->members++->node : NULL;
    if (n != NULL)
        l->next = n->next;
    return n;
}

static void write_scalar(struct buf *b, const struct node *n)
{
    if (n->kind == NODE_NULL)
        buf_text(b, "null");
    else if (n->kind == NODE_TEXT)
        json_write_string(b, n->text);
    else
        buf_slice(b, n->text);
}

static void cut_back(struct buf *b, size_t mark)
{
    if (b->n == mark)
        return;
    b->n = mark;
    b->p[mark] = 0;
}

/* Ends the innermost level; one that nothing is left of is taken back. */
static void end_level(struct writing *w)
{
    struct level *done = &w->at[--w->n];
    struct level *parent = w->n > 0 ? done - 1 : NULL;

    if (done->any) {
        buf_byte(w->b, done->map ? '}' : ']');
        return;
    }
    cut_back(w->b, done->mark);
    if (parent != NULL) {
        parent->holes = done->parent_holes + 1;
        parent->any = done->parent_any;
    }
}

/* What stands before a child; null holds the place of each element that was left out. */
static void begin_child(struct level *parent, struct buf *b, const struct node *n)
{
    for (; !parent->map && parent->holes > 0; parent->holes--) {
        buf_text(b, parent->any ? ",null" : "null");
        parent->any = true;
    }
    if (parent->any)
        buf_byte(b, ',');
    if (parent->map) {
        json_write_string(b, n->name);
        buf_byte(b, ':');
    }
    parent->any = true;
}

/* Writes a node's beginning, and all of it if it is a scalar. */
static void write_node(struct writing *w, const struct node *n)
{
    struct level *parent = w->n > 0 ? &w->at[w->n - 1] : NULL;
    size_t mark = w->b->n, holes = parent != NULL ? parent->holes : 0;
    bool any = parent != NULL && parent->any;

    if (tree_left_out(n, w->part)) {
        if (parent != NULL)
            parent->holes++;
        return;
    }
    if (parent != NULL)
        begin_child(parent, w->b, n);
    if (n->kind != NODE_LIST && n->kind != NODE_MAP) {
        write_scalar(w->b, n);
        return;
    }
    buf_byte(w->b, n->kind == NODE_MAP ? '{' : '[');
    push(w, n, mark);
    w->at[w->n - 1].parent_holes = holes;
    w->at[w->n - 1].parent_any = any;
}

static bool write_tree(struct writing *w, const struct node *n)
{
    size_t mark = w->b->n;

    w->at = w->first;
    w->n = 0;
    w->size = FEW_LEVELS;
    write_node(w, n);
    while (w->n > 0) {
        const struct node *child = next_child(&w->at[w->n - 1]);

        if (child == NULL)
            end_level(w);
        else
            write_node(w, child);
    }
    if (w->at != w->first)
        mem_free(w->at);
    return w->b->n > mark;
}

bool tree_write_sorted(struct buf *b, const struct node *n, const struct layout *layout, enum tree_part part,
                       struct arena *scratch)
{
    struct writing w;

    w.b = b;
    w.part = part;
    w.layout = layout;
    w.scratch = scratch;
    return write_tree(&w, n);
}
