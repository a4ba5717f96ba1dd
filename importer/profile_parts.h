/*
 * profile_parts: a compiled profile from inside, for profile*.c and mapper*.c only.
 *
 * Everything lives in the profile's arena and is immutable once profile_parse() has returned, but
 * patterns, zones and time formats, which profile_free() gives back one by one.
 */
#ifndef PROFILE_PARTS_H
#define PROFILE_PARTS_H

#include "profile.h"
#include "profile_rules.h"

struct reach {                 /* where a path starts, '^' apart */
    bool ignoring;             /* in a record that identity's 'ignore' has gone through */
    const struct path *via[2]; /* from the record there: the profile's 'each', an item's or a change's */
    size_t n;
};

struct written { /* a path and where it stands in the profile */
    struct path path;
    uint64_t line, column;
    struct reach reach;
    struct written *next;
};

struct doubt { /* a condition's text that is near to a word */
    struct slice text;
    const char *word;
    uint64_t line, column;
    struct doubt *next;
};

struct profile {
    struct arena arena;
    const char *file; /* it was read from, or NULL: none, it ships */
    const char *name, *title, *encoding;
    struct slice *notes;
    size_t n_notes;
    struct slice text;
    unsigned char digest[DIGEST_SIZE], rule_digest[DIGEST_SIZE];

    struct detect_rule detect;
    struct read_options read;
    struct path *embed;
    size_t n_embed;
    struct slice *empty;
    size_t n_empty;
    struct when skip; /* n = 0: nothing is skipped */

    bool looks_around; /* a path starts with ^ */
    bool has_each;
    struct path each;
    struct profile_value id; /* VALUE_NONE: no id */
    struct path *fields;     /* of identity */
    size_t n_fields;
    struct path *ignore; /* of identity: what does not count when records are compared */
    size_t n_ignore;
    struct time_rule time;
    struct profile_value action, message, reason, request, count;
    struct profile_value ip, agent, location, channel;
    bool has_outcome;
    struct outcome_rule outcome;
    struct item_rule *items;
    size_t n_items;
    struct change_rule *changes;
    size_t n_changes;
    struct catalog_entry *exact, *prefixes; /* sorted by action; by falling length */
    size_t n_exact, n_prefixes;
    struct example *examples;
    size_t n_examples;

    struct written *paths, *last_path; /* all of them */
    size_t n_slots;                    /* paths whose column a mapper remembers */
    struct doubt *doubts, *last_doubt;
    struct pattern **patterns;
    size_t n_patterns, size_patterns;
};

/* The column whose name the whole of a path of several steps is, dots and all, or NULL. */
const struct slice *profile_dotted(const struct path *path, const struct slice *names, size_t n);

/* The catalog's entry for an action, or NULL: the exact one, else the longest prefix. */
const struct catalog_entry *profile_catalog(const struct profile *p, struct slice action);

#endif
