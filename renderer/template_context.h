/*
 * template_context: the values that a template's names are looked up in; private to template*.c.
 *
 * A stack: the root, and one more for every section that is running.  Knows lists and rows,
 * not ops.
 */
#ifndef TEMPLATE_CONTEXT_H
#define TEMPLATE_CONTEXT_H

#include "template_set.h"

struct scope {
    struct value value;            /* what names are looked up in */
    const struct value_list *list; /* that value is an item of, or NULL */
    size_t i;                      /* of its next item */
    struct value_pull *pull;       /* that value is a row of, or NULL */
};

struct context {
    struct scope *scopes;
    size_t n, room;
};

void context_init(struct context *c, struct value root);
void context_release(struct context *c); /* leaves what sections still run */

/* The value of a name, NONE if there is none. */
struct value context_find(const struct context *c, const struct path *path);

/* Enters a section over v: ST_OK and a new scope; ST_END if v is falsy; else what its rows fail with. */
enum status context_enter(struct context *c, struct value v, struct err *err);

/* The next item of the innermost section.  If not ST_OK, there is none and the scope is left. */
enum status context_next(struct context *c, struct err *err);

/* Leaves the innermost section before its last item. */
void context_leave(struct context *c);

#endif
