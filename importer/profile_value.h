/*
 * profile_value: VALUE and WHEN, compiled: where a profile's texts come from and when its rules hold.
 *
 * Data only, for profile*.c and mapper*.c; lives in the profile's arena and is immutable.
 */
#ifndef PROFILE_VALUE_H
#define PROFILE_VALUE_H

#include "path.h"
#include "pattern.h"

enum norm { NORM_LOWER, NORM_UPPER, NORM_TRIM, NORM_NODASH, NORM_NOPORT };
#define NORM_MAX        5
#define VALUE_MAX_PARTS 64

enum value_kind { VALUE_NONE, VALUE_PATH, VALUE_FIRST, VALUE_JOIN, VALUE_CONST };

struct pair {
    struct slice from, to;
};

struct profile_value {
    enum value_kind kind;
    struct path path;
    struct profile_value *parts; /* of FIRST and JOIN */
    size_t n_parts;
    struct slice text; /* CONST: the text; JOIN: what stands between */
    bool keep_empty;   /* JOIN: parts that are empty count too (ids) */
    const struct pattern *match;
    struct pair *map; /* sorted by from */
    size_t n_map;
    const struct slice *otherwise; /* map's "*", or NULL */
    enum norm norm[NORM_MAX];
    size_t n_norm;
    uint64_t line; /* in the profile */
};

enum when_kind { WHEN_PRESENT, WHEN_ABSENT, WHEN_IS };

struct condition {
    enum when_kind kind;
    struct path path;
    struct slice *texts;
    size_t n_texts;
};

struct when { /* all must hold */
    struct condition *all;
    size_t n;
};

#endif
