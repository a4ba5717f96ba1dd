/*
 * profile_yaml: a YAML file as a small tree of texts, lists and maps with their places.
 *
 * A subset: scalars are always text; anchors, aliases, tags and several documents are refused.
 * Keys of a map are unique.  Knows nothing of profiles' keys.  Everything lives in the arena.
 */
#ifndef PROFILE_YAML_H
#define PROFILE_YAML_H

#include "buf.h"
#include "err.h"
#include "mem.h"

#define YAML_MAX_SIZE  ((size_t)1 << 20)
#define YAML_MAX_DEPTH 32

enum yaml_kind { YAML_TEXT, YAML_LIST, YAML_MAP };

struct yaml {
    enum yaml_kind kind;
    uint64_t line, column; /* from 1 */
    struct slice text;     /* of TEXT and of a key; NUL-terminated */
    bool quoted;           /* then columns within the text are not known */
    size_t n;              /* members */
    struct yaml *child;    /* LIST: the members; MAP: the keys */
    struct yaml *next;
    struct yaml *value; /* of a key */
};

/* Sorts n nodes by text, then place: where the first is whose text the one before it has too; NULL: none. */
const struct yaml **yaml_twice(const struct yaml **nodes, size_t n);

/* name stands in messages.  Codes: PROFILE-YAML, PROFILE-KEY (a key that occurs twice). */
enum status yaml_read(struct slice text, const char *name, struct arena *a, struct yaml **out,
                      struct err *err);

#endif
