/*
 * mapper_explain: the parts of an explanation; for mapper_explain*.c only.
 *
 * Text for people, within 80 columns where the values allow: a value is shown as it is but for what a
 * terminal would act on (utf8_show()); what is said about it goes to lines of its own if it does not fit.
 */
#ifndef MAPPER_EXPLAIN_H
#define MAPPER_EXPLAIN_H

#include "mapper_steps.h"

#define EXPLAIN_WIDTH 80
#define EXPLAIN_NAME  11 /* columns of a field's name, with the blank behind it */

/* Appends text at column at, broken after blanks and commas, on lines that start at the values;
 * gives the column behind it.  No line end is put. */
size_t explain_flow(struct buf *b, size_t at, struct slice text);

/* Where a value comes from: its paths and what is done to them. */
void explain_source(struct buf *b, const struct value *v);

/* Tells that no list of outcomes holds what the record says; "" if one does. */
void explain_outcome(struct mapper *m, const struct scope *s, struct buf *out);

/* What the profile looks for and this event does not have: fields, and the rules of items and
 * changes with why; "" if there is nothing of that kind. */
void explain_nothing(struct mapper *m, const struct event *ev, const struct scope *s,
                     struct buf *out);

#endif
