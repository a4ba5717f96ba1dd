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
            return err_set(err, ST_REJECT, "JSON-VALUES", "more than %d values stand in it", TREE_MAX_VALUES);
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

enum status tree_from_json_start(struct arena *a, struct slice text, size_t *length, struct node **out,
                                 struct err *err)
{
    struct json_scan scan;
    enum status st;

    json_start(&scan, text, a);
    st = build(&scan, out, err);
    *length = scan.at;
    return st;
}
