/*
 * path: where in a record's tree a value stands.
 *
 * PATH := step {'.' step}; step := NAME | 'quoted' | @attr | #n (CSV column) | {uri}NAME |
 * NAME[@a=v] | NAME[key=v] | ^ (enclosing object, only in front); "." alone is the scope itself.
 * One syntax for all formats; a step through a list takes all its members.  Knows trees only.
 * A path is immutable once compiled and lives in the arena that it was compiled into.
 */
#ifndef PATH_H
#define PATH_H

#include "tree.h"

#define PATH_MAX_STEPS 32

struct path_step {
    struct slice name; /* an attribute with its '@' */
    struct slice ns;   /* wanted namespace URI; has_ns: it must be this one */
    bool has_ns;
    size_t column;            /* #n from 1; 0: by name */
    struct slice test, value; /* [test=value]; test.n = 0: no condition */
};

struct path {
    struct slice text; /* as written */
    struct path_step *steps;
    size_t n_steps;
    size_t up;     /* how many scopes outwards first */
    bool straight; /* member names alone, from the scope itself */
    size_t slot;   /* number of the path in its profile: where a mapper remembers its column */
};

/* What a path starts from.  Going outwards from the last scope follows the node's member "^". */
struct scope {
    struct node *node;
    const struct scope *outer;
};

/* *at is the byte of text where the mistake is.  Codes: PROFILE-PATH. */
enum status path_compile(struct slice text, struct arena *a, struct path *out, size_t *at, struct err *err);

/* A node at the end of a path; holder is the map that the last condition chose, if the node is it
 * or stands right in it, else NULL.  False stops the walk. */
typedef bool path_visit(void *ctx, struct node *n, struct node *holder);

/* Every node at the path's end, in the dump's order; lists there are opened unless whole.
 * False if visit stopped it. */
bool path_walk(const struct path *p, const struct scope *scope, bool whole, path_visit *visit, void *ctx);

/* Follows the rest of a straight path, from its step number i on, through maps alone; *end is NULL if
 * nothing stands there.  False if there is a list on the way, or a list or map at the end: then it
 * takes a walk. */
bool path_follow(const struct path *p, size_t i, struct node *n, struct node **end);

/* Whether anything stands at the path's end, be it null or empty. */
bool path_present(const struct path *p, const struct scope *scope);

#endif
