/*
 * json_value: a JSON text as a struct value, for tests of templates.
 *
 * Numbers are their text, null is NONE.  Depth is that of core/json.
 */
#ifndef JSON_VALUE_H
#define JSON_VALUE_H

#include "value.h"

/* text is JSON, which is asserted; all of the value is in the arena. */
struct value json_value(struct slice text, struct arena *a);

/* The field of a map, NONE if there is none. */
struct value json_value_get(struct value v, const char *name);

/* The bytes of a file, in the arena; SLICE_NONE with p NULL if it cannot be read. */
struct slice json_value_file(const char *path, struct arena *a);

#endif
