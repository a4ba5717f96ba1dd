/*
 * mapper_steps: the steps by which a mapper makes an event; for mapper*.c and profile_detect.c only.
 *
 * Texts borrow from the record's tree, the scratch arena or the profile until the next record.
 */
#ifndef MAPPER_STEPS_H
#define MAPPER_STEPS_H

#include "mapper_parts.h"

/* ---- mapper_value.c ---- */

typedef bool value_take(void *ctx, struct slice text, struct node *node);

/* Every non-empty text of v; whole: a list or map at the end of a path is its JSON. */
void value_each(struct mapper *m, const struct profile_value *v, const struct scope *s, bool whole,
                value_take *take, void *ctx);

/* The first non-empty text; n = 0 if there is none. */
struct hit value_one(struct mapper *m, const struct profile_value *v, const struct scope *s, bool whole);

/* Whether anything stands at one of its paths, be it empty or null. */
bool value_known(const struct profile_value *v, const struct scope *s);

bool when_holds(struct mapper *m, const struct when *w, const struct scope *s);

/* The leaf has been taken over. */
static inline void mapper_used(const struct mapper *m, struct hit f)
{
    if (f.node && m->marking)
        f.node->used = true;
}

/* ---- mapper_spots.c ---- */

/* Hides what identity ignores, so that neither a path leads there nor a value stands there, and keeps
 * it in m->ignored; mapper_restore() undoes it. */
void mapper_hide(struct mapper *m, const struct scope *s);

/* Opens the cells that hold JSON; mapper_restore() closes them. */
void mapper_embed(struct mapper *m, const struct scope *s);
void mapper_restore(struct mapper *m);

/* ---- mapper.c ---- */

/* A reject; the first one counts. */
void mapper_reject(struct mapper *m, const char *code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A copy in the batch's arena, counted. */
struct slice mapper_copy(struct mapper *m, struct slice text);

/* The outcome that text stands for; false if no list holds it, then it is that of "*" or the default. */
bool outcome_listed(const struct outcome_rule *o, struct slice text, enum outcome *out);

/* ---- mapper_items.c ---- */

void mapper_items(struct mapper *m, const struct scope *s);
void mapper_changes(struct mapper *m, const struct scope *s);

/* ---- mapper_attributes.c ---- */

/* A part of n as JSON, its members in order of name (n = 0: nothing); in scratch. */
struct slice mapper_json(struct mapper *m, const struct node *n, enum tree_part part);

/* Fills the attributes of n events from the first on.  Each has the leaves of its own part of the
 * record (own, NULL if there is one event) and those of the record around the parts, and what identity
 * ignores: these only the first one, should repeating them be out of proportion. */
void mapper_attributes(struct mapper *m, const struct node *root, size_t first, const struct slice *own,
                       size_t n);

/* ---- mapper_identity.c ---- */

/* The canonical record; before cells are opened. */
void mapper_canonical(struct mapper *m, const struct node *root);

/* ident and content of an event, one of n of its record. */
void mapper_identify(struct mapper *m, const struct scope *s, struct event *ev, size_t n);

#endif
