/*
 * tree_json: a record's tree as JSON, whole and in the dump's order, for tests to compare.
 */
#ifndef TREE_JSON_H
#define TREE_JSON_H

#include "json.h"
#include "tree.h"

static inline void tree_json(struct buf *b, const struct node *n)
{
    bool map = n->kind == NODE_MAP;

    if (n->kind == NODE_NULL) {
        buf_text(b, "null");
    } else if (n->kind == NODE_TEXT) {
        json_write_string(b, n->text);
    } else if (!map && n->kind != NODE_LIST) {
        buf_slice(b, n->text);
    } else {
        buf_byte(b, map ? '{' : '[');
        for (const struct node *c = n->child; c != NULL; c = c->next) {
            if (c != n->child)
                buf_byte(b, ',');
            if (map) {
                json_write_string(b, c->name);
                buf_byte(b, ':');
            }
            tree_json(b, c);
        }
        buf_byte(b, map ? '}' : ']');
    }
}

#endif
