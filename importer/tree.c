/* tree: one record as it stands in its dump.  See tree.h. */
#include <assert.h>
#include <string.h>

#include "json.h"
#include "tree.h"

struct node *tree_node(struct arena *a, enum node_kind kind)
{
    struct node *n = arena_alloc(a, sizeof(*n));

    *n = (struct node){.kind = kind};
    return n;
}

void tree_append(struct node *parent, struct node *child)
{
    if (parent->last == NULL)
        parent->child = child;
    else
        parent->last->next = child;
    parent->last = child;
}

struct node *tree_member(const struct node *map, struct slice name)
{
    if (map->kind != NODE_MAP)
        return NULL;
    for (struct node *n = map->child; n != NULL; n = n->next) {
        if (slice_equal(n->name, name))
            return n;
    }
    return NULL;
}

struct slice tree_text(const struct node *n)
{
    const struct node *inner;

    switch (n->kind) {
    case NODE_BOOL:
    case NODE_NUMBER:
    case NODE_TEXT: return n->text;
    case NODE_MAP:
        inner = tree_member(n, SLICE("#text"));
        return inner != NULL && inner->kind == NODE_TEXT ? inner->text : SLICE_NONE;
    default: return SLICE_NONE;
    }
}

static struct node *node_of(struct arena *a, enum json_token token, struct slice value)
{
    struct node *n;

    switch (token) {
    case JSON_NULL: return tree_node(a, NODE_NULL);
    case JSON_ARRAY: return tree_node(a, NODE_LIST);
    case JSON_OBJECT: return tree_node(a, NODE_MAP);
    case JSON_TRUE:
    case JSON_FALSE:
        n = tree_node(a, NODE_BOOL);
        n->text = token == JSON_TRUE ? SLICE("true") : SLICE("false");
        return n;
    case JSON_NUMBER:
    case JSON_STRING:
        n = tree_node(a, token == JSON_NUMBER ? NODE_NUMBER : NODE_TEXT);
        n->text = value;
        return n;
    default: return NULL;
    }
}

/* Builds the value that comes next; what follows it is left. */
static enum status build(struct json_scan *scan, struct node **out, struct err *err)
{
    struct node *open[JSON_DEPTH];
    struct node *root = NULL;
    struct slice name = SLICE_NONE;
    size_t values = 0;

    do {
        enum json_token token = json_next(scan);
        struct node *n;

        if (token == JSON_ERROR) {
            *err = scan->err;
            return ST_REJECT;
        }
        if (token == JSON_KEY) {
            name = scan->value;
            continue;
        }
        if (++values > TREE_MAX_VALUES)
            return err_set(err, ST_REJECT, "JSON-VALUES", "more than %d values stand in it",
                           TREE_MAX_VALUES);
        n = node_of(scan->arena, token, scan->value);
        if (n == NULL) /* the end of an array or object, whose parents are already linked */
            continue;
        n->name = name;
        name = SLICE_NONE;
        if (n->kind == NODE_LIST || n->kind == NODE_MAP) {
            if (scan->depth > 1)
                tree_append(open[scan->depth - 2], n);
            open[scan->depth - 1] = n;
        } else if (scan->depth > 0) {
            tree_append(open[scan->depth - 1], n);
        }
        if (root == NULL)
            root = n;
    } while (scan->depth > 0);
    *out = root;
    return ST_OK;
}

enum status tree_from_json(struct arena *a, struct slice text, struct node **out, struct err *err)
{
    struct json_scan scan;
    enum status st;

    json_start(&scan, text, a);
    st = build(&scan, out, err);
    if (st == ST_OK && json_next(&scan) != JSON_END) {
        *err = scan.err;
        st = ST_REJECT;
    }
    return st;
}

enum status tree_from_json_start(struct arena *a, struct slice text, size_t *length,
                                 struct node **out, struct err *err)
{
    struct json_scan scan;
    enum status st;

    json_start(&scan, text, a);
    st = build(&scan, out, err);
    *length = scan.at;
    return st;
}

/* A list or map that is being written. */
struct level {
    const struct node *next; /* child to write */
    size_t mark;             /* b->n before anything of it was written */
    size_t holes;            /* elements of a list left out since the last that was written */
    bool map;
    bool any;                /* a child was written */
    size_t parent_holes;     /* its parent's holes and any before its beginning was written */
    bool parent_any;
};

struct levels {
    struct level *at;
    size_t n, size;
    struct level first[32];
};

static void push(struct levels *l, const struct node *n, size_t mark)
{
    if (l->n == l->size) {
        l->size *= 2;
        if (l->at == l->first) {
            l->at = mem_alloc(l->size * sizeof(*l->at));
            memcpy(l->at, l->first, sizeof(l->first));
        } else {
            l->at = mem_resize(l->at, l->size, sizeof(*l->at));
        }
    }
    l->at[l->n++] = (struct level){.next = n->child, .mark = mark, .map = n->kind == NODE_MAP};
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
static void end_level(struct levels *l, struct buf *b, bool unused_only)
{
    struct level done = l->at[--l->n];
    struct level *parent = l->n > 0 ? &l->at[l->n - 1] : NULL;

    if (unused_only && !done.any) {
        cut_back(b, done.mark);
        if (parent != NULL) {
            parent->holes = done.parent_holes + 1;
            parent->any = done.parent_any;
        }
        return;
    }
    buf_byte(b, done.map ? '}' : ']');
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

static bool is_empty(const struct node *n)
{
    return n->kind == NODE_NULL || (n->kind == NODE_TEXT && n->text.n == 0);
}

/* Writes a node's beginning, and all of it if it is a scalar. */
static void write_node(struct levels *l, struct buf *b, const struct node *n, bool unused_only)
{
    struct level *parent = l->n > 0 ? &l->at[l->n - 1] : NULL;
    struct level before = parent != NULL ? *parent : (struct level){0};
    size_t mark = b->n;

    if (unused_only && (n->used || is_empty(n))) {
        if (parent != NULL)
            parent->holes++;
        return;
    }
    if (parent != NULL)
        begin_child(parent, b, n);
    if (n->kind == NODE_LIST || n->kind == NODE_MAP) {
        buf_byte(b, n->kind == NODE_MAP ? '{' : '[');
        push(l, n, mark);
        l->at[l->n - 1].parent_holes = before.holes;
        l->at[l->n - 1].parent_any = before.any;
        return;
    }
    write_scalar(b, n);
}

bool tree_write_json(struct buf *b, const struct node *n, bool unused_only)
{
    struct levels l = {.size = 32};
    size_t mark = b->n;

    l.at = l.first;
    write_node(&l, b, n, unused_only);
    while (l.n > 0) {
        struct level *top = &l.at[l.n - 1];
        const struct node *child = top->next;

        if (child == NULL) {
            end_level(&l, b, unused_only);
            continue;
        }
        top->next = child->next;
        write_node(&l, b, child, unused_only);
    }
    if (l.at != l.first)
        mem_free(l.at);
    return b->n > mark;
}

static bool is_sorted(const struct node *list)
{
    for (; list != NULL && list->next != NULL; list = list->next)
        if (slice_order(list->name, list->next->name) > 0)
            return false;
    return true;
}

/* Merges two sorted lists; of equal names those of a come first. */
static struct node *merge(struct node *a, struct node *b)
{
    struct node *first = NULL, **at = &first;

    while (a != NULL && b != NULL) {
        struct node **least = slice_order(a->name, b->name) <= 0 ? &a : &b;

        *at = *least;
        at = &(*least)->next;
        *least = *at;
    }
    *at = a != NULL ? a : b;
    return first;
}

/* Bottom-up merge sort: slot i holds a sorted list of 2^i members, or nothing. */
static struct node *sort_members(struct node *list)
{
    struct node *slot[64] = {0}, *sorted = NULL;
    size_t i;

    while (list != NULL) {
        struct node *run = list;

        list = list->next;
        run->next = NULL;
        for (i = 0; slot[i] != NULL; i++) {
            run = merge(slot[i], run);
            slot[i] = NULL;
        }
        slot[i] = run;
    }
    for (i = 0; i < 64; i++)
        if (slot[i] != NULL)
            sorted = merge(slot[i], sorted);
    return sorted;
}

void tree_sort(struct node *n)
{
    if (n->kind == NODE_MAP && !is_sorted(n->child)) {
        n->child = sort_members(n->child);
        for (n->last = n->child; n->last->next != NULL; n->last = n->last->next)
            ;
    }
    for (struct node *child = n->child; child != NULL; child = child->next)
        if (child->child != NULL)
            tree_sort(child);
}
