/*
 * mapper_explain: the parts of an explanation; for mapper_explain*.c, and profile_lacks.c, which names what
 * it misses in the same words.
 */
#ifndef MAPPER_EXPLAIN_H
#define MAPPER_EXPLAIN_H

#include "mapper_steps.h"

/* Where a value comes from: its paths and what is done to them. */
void explain_source(struct buf *b, const struct profile_value *v);

/* The same as a line's; arena is the explanation's. */
void explain_from(struct explained *e, struct arena *arena, const struct profile_value *v);

/* Another line, empty. */
struct explained *explain_add(struct explanation *x, size_t event, const char *field);

/* Tells that no list of outcomes holds what the record says; "" if one does. */
void explain_outcome(struct mapper *m, const struct scope *s, struct buf *out);

/* Lines of what the profile looks for and this event does not have: fields, and the rules of items and
 * changes with why.  Their texts go to arena. */
void explain_nothing(struct mapper *m, const struct event *ev, const struct scope *s, size_t event,
                     struct explanation *out, struct arena *arena);

#endif
