/*
 * template_set: compiled templates that may include each other, from inside; private to template*.c.
 *
 * Everything lives in the set's arena and does not change once it is compiled.
 */
#ifndef TEMPLATE_SET_H
#define TEMPLATE_SET_H

#include "template_ops.h"

struct site { /* where a block of that name may be overridden, in which HTML state */
    struct slice name;
    unsigned state;
};

struct variant {
    struct variant *next;  /* of the same body */
    struct variant *queue; /* of the same compilation */
    struct body *body;
    unsigned state;     /* at its first op */
    uint16_t *states;   /* of each op, body->first counts as 0; NULL where states mean nothing */
    bool complete;      /* the check that made it has passed */
    struct site *sites; /* the blocks that can be reached from here */
    size_t n_sites;
};

struct tmpl {
    struct unit *unit;
    const struct template_set *set;
    const struct variant *start;
    struct tmpl *next;
};

struct template_set {
    enum template_place place;
    template_load load;
    void *ctx;
    struct arena arena;
    struct unit *units; /* named ones */
    size_t n_units;
    unsigned round; /* number of the loading that runs, from 1 */
    struct tmpl *templates;
};

/* The unit of that name; a new one is to be loaded before anything is rendered. */
struct unit *template_unit(struct template_set *set, struct slice name);

/* Fills u->ops from u->source.  Units that it names are added to the set. */
enum status template_parse(struct template_set *set, struct unit *u, struct err *err);

/* HTML mode: checks u from HTML text on with all that it includes, all units being parsed. */
enum status template_check(struct template_set *set, struct unit *u, struct err *err);

/* The variant of a body for a state, or NULL. */
const struct variant *template_variant(const struct body *b, unsigned state);

#endif
