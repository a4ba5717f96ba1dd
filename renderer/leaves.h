/*
 * leaves: what an event says, field by field: a list of names and texts, and what two versions of
 * an event say differently.
 *
 * Texts are borrowed from the event, or in the arena.  Knows neither pages nor terminals.
 */
#ifndef LEAVES_H
#define LEAVES_H

#include "store_read.h"

#define LEAVES_NAME 200 /* bytes of a name; a longer one is cut, with an ellipsis */

struct leaf {
    struct slice name, text; /* "actor.id", "items[2].sku" */
    unsigned rank;           /* the order of fields */
};

struct leaves {
    struct leaf *v;
    size_t n;
    bool more; /* there are more than max */
};

/* What stands in the attributes, in their order: strings as they are, all else as JSON writes it;
 * an empty list or map is "[]" or "{}".  A null in a list is left out: it stands for what was mapped. */
void leaves_of_attributes(struct slice json, size_t max, struct arena *a, struct leaves *out);

/* All that an event says, but for what its profile's catalog and its place say: sorted. */
void leaves_of_event(const struct store_event *e, size_t max, struct arena *a, struct leaves *out);

struct difference {
    struct slice name;
    struct slice one, other;
    bool in_one, in_other; /* false: it has no such field */
};

/* What differs between two lists that leaves_of_event() made: in the order of fields; an array in
 * the arena. */
size_t leaves_differ(const struct leaves *one, const struct leaves *other, struct arena *a,
                     struct difference **out);

#endif
