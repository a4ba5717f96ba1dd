/*
 * profile_reading: from YAML nodes to the parts of a profile.
 *
 * Every function gives false after an error at the node, with where, line and column (PROFILE-KEY,
 * PROFILE-VALUE, PROFILE-MISSING, PROFILE-PATH, PROFILE-REGEX, ...).  For profile*.c only.
 */
#ifndef PROFILE_READING_H
#define PROFILE_READING_H

#include "profile_parts.h"

struct reading {
    struct profile *p;
    const char *name;   /* of the file */
    struct reach reach; /* of the paths that are read now */
    struct err *err;
};

/* An error at a node; false, so that a caller can return it. */
bool reading_fail(struct reading *r, const struct yaml *at, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The same, PROFILE-VALUE: "write WHAT here; found ..." and what the node is. */
bool reading_expected(struct reading *r, const struct yaml *at, const char *what);

/* Sorts the values of map's keys into got, by the order of the NULL-terminated names; unknown keys
 * are refused with the nearest known one. */
bool reading_keys(struct reading *r, const struct yaml *map, const char *const *names,
                  const struct yaml **got);

bool reading_text(struct reading *r, const struct yaml *y, struct slice *out);
/* One of the NULL-terminated names. */
bool reading_word(struct reading *r, const struct yaml *y, const char *const *names, size_t *out);
/* A text or a list of texts. */
bool reading_texts(struct reading *r, const struct yaml *y, struct slice **out, size_t *n);
bool reading_path(struct reading *r, const struct yaml *y, struct path *out);
bool reading_paths(struct reading *r, const struct yaml *y, struct path **out, size_t *n);
bool reading_norm(struct reading *r, const struct yaml *y, struct profile_value *v);
bool reading_value(struct reading *r, const struct yaml *y, struct profile_value *out);
bool reading_when(struct reading *r, const struct yaml *y, struct when *out);

/* ---- profile_identity.c ---- */

bool rules_identity(struct reading *r, const struct yaml *y);
/* Last of all: whether no rule looks for what identity's 'ignore' hides. */
bool rules_hidden(struct reading *r);

/* ---- profile_rules.c: sections whose shape is one rule or a list of them ---- */

bool rules_time(struct reading *r, const struct yaml *y);
bool rules_outcome(struct reading *r, const struct yaml *y);
bool rules_items(struct reading *r, const struct yaml *y);
bool rules_changes(struct reading *r, const struct yaml *y);
bool rules_catalog(struct reading *r, const struct yaml *y);
bool rules_examples(struct reading *r, const struct yaml *y);

#endif
