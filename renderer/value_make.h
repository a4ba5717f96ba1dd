/*
 * value_make: values in the making.
 *
 * All of a value lies in the arena that it was made with, but texts and names, which are borrowed where
 * that is said.  Nothing here fails.
 */
#ifndef VALUE_MAKE_H
#define VALUE_MAKE_H

#include "value.h"

struct value value_bool(bool b);
struct value value_text(struct slice text);             /* borrowed */
struct value value_string(const char *text);            /* borrowed; NULL gives NONE */
struct value value_int(struct arena *a, int64_t v);     /* its decimal digits */
struct value value_of_map(const struct value_map *map); /* borrowed */

/* <a href="...">text</a>, both parts escaped, the address checked as in an href; an empty href
 * gives the escaped text alone. */
struct value value_link(struct arena *a, struct slice href, struct slice text);

/* Markup that the caller vouches for: made by a template in HTML mode, or of literals.  text is
 * what it says where markup cannot stand.  Borrowed. */
struct value value_markup(struct arena *a, struct slice markup, struct slice text);

/* A map in the making: at most max fields, in the arena.  The functions return the field's value so
 * that a row's map can be built once and its values changed from row to row.  name is borrowed. */
struct value_builder {
    struct value_map map; /* usable at any time: value_of_map(&b.map), or value_built() for a copy */
    struct value_field *fields;
    size_t max;
    struct arena *arena;
};

void value_begin(struct value_builder *b, struct arena *a, size_t max);
struct value *value_add(struct value_builder *b, const char *name, struct value v);
struct value *value_add_text(struct value_builder *b, const char *name, struct slice text);
struct value *value_add_string(struct value_builder *b, const char *name, const char *text);
struct value *value_add_bool(struct value_builder *b, const char *name, bool v);
struct value value_built(const struct value_builder *b); /* the map's head lies in the arena */

/* n values copied into the arena. */
struct value value_list_of(struct arena *a, const struct value *items, size_t n);
struct value value_of_rows(struct arena *a, struct value_rows rows);

#endif
