/*
 * template_context: the values that a template's names are looked up in; private to template*.c.
 *
 * A stack: the root, and one more for every section that is running.  Knows lists and rows, not
 * ops.
 */
#ifndef TEMPLATE_CONTEXT_H
#define TEMPLATE_CONTEXT_H

#include "template_set.h"

struct scope {
    struct value value;  /* what names are looked up in */
    struct value source; /* the list or rows that value is an item of; else NONE */
    size_t i;            /* of the next item of a list */
};

struct context {
    struct scope *scopes;
    size_t n, room;
    uint64_t rows; /* pulled so far, but for those that are read again */
};

void context_init(struct context *c, struct value root);
void context_release(struct context *c);

/* The value of a name, NONE if there is none. */
struct value context_find(const struct context *c, const struct path *path);

/* Whether v is true; may pull the first of its rows. */
enum status context_truth(struct value v, bool *truth, struct err *err);

/* Enters a section over v: ST_OK and a new scope, or ST_END if v is falsy. */
enum status context_enter(struct context *c, struct value v, struct err *err);

/* The next item of the innermost section: ST_OK, or ST_END and the scope is left. */
enum status context_next(struct context *c, struct err *err);

#endif
