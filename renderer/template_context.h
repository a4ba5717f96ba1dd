/*
 * template_context: the values that a template's names are looked up in; private to template*.c.
 *
 * A stack: the root, and one more for every section that is running.  Knows lists, not ops.
 */
#ifndef TEMPLATE_CONTEXT_H
#define TEMPLATE_CONTEXT_H

#include "template_set.h"

struct scope {
    struct value value;            /* what names are looked up in */
    const struct value_list *list; /* that value is an item of; else NULL */
    size_t i;                      /* of its next item */
};

struct context {
    struct scope *scopes;
    size_t n, room;
};

void context_init(struct context *c, struct value root);
void context_release(struct context *c);

/* The value of a name, NONE if there is none. */
struct value context_find(const struct context *c, const struct path *path);

bool context_truth(struct value v);

/* Enters a section over v: true and a new scope, or false if v is falsy. */
bool context_enter(struct context *c, struct value v);

/* The next item of the innermost section; false: there is none, and the scope is left. */
bool context_next(struct context *c);

#endif
