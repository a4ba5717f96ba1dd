/*
 * profile_parts: a compiled profile from inside, for profile*.c and mapper*.c only.
 *
 * Everything lives in the profile's arena and is immutable once profile_parse() has returned, but
 * patterns, zones and time formats, which profile_free() gives back one by one.
 */
#ifndef PROFILE_PARTS_H
#define PROFILE_PARTS_H

#include "path.h"
#include "pattern.h"
#include "profile.h"
#include "profile_yaml.h"

enum norm { NORM_LOWER, NORM_UPPER, NORM_TRIM, NORM_NODASH, NORM_NOPORT };
#define NORM_MAX 5
#define VALUE_MAX_PARTS 64

enum value_kind { VALUE_NONE, VALUE_PATH, VALUE_FIRST, VALUE_JOIN, VALUE_CONST };

struct pair {
    struct slice from, to;
};

struct value {
    enum value_kind kind;
    struct path path;
    struct value *parts; /* of FIRST and JOIN */
    size_t n_parts;
    struct slice text;   /* CONST: the text; JOIN: what stands between */
    bool keep_empty;     /* JOIN: parts that are empty count too (ids) */
    const struct pattern *match;
    struct pair *map;    /* sorted by from */
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

struct time_rule {
    struct value at;
    struct stamp_format **formats;
    size_t n_formats;
    struct stamp_zoneinfo *zone;
    enum stamp_zone how;
    bool declared; /* a zone was given */
};

struct item_rule {
    enum role role;
    enum found how;
    struct value type, key, label;
    bool has_each;
    struct path each;
    struct when when;
    uint64_t line;
};

struct change_rule {
    bool has_each;
    struct path each;
    struct value field, old, new_;
    struct when when;
    uint64_t line;
};

struct outcome_rule {
    struct value of;
    struct slice *texts[OUTCOME_DENIED + 1]; /* by outcome */
    size_t n_texts[OUTCOME_DENIED + 1];
    enum outcome star;     /* the one whose list holds "*" */
    bool has_star;
    enum outcome otherwise;
};

struct catalog_entry {
    struct slice action; /* without the "*" of a prefix */
    struct slice category, label, sentence;
    uint64_t line;
};

struct example {
    struct slice record;
    const struct yaml *event; /* a map, as it was written */
};

struct detect_rule {
    bool given;
    bool has_header;
    struct slice *header;
    size_t n_header;
    struct path *has;
    size_t n_has;
    struct slice *root; /* XML: the document element's local name, then attributes that it bears */
    size_t n_root;
};

struct profile {
    struct arena arena;
    const char *name, *title, *encoding;
    struct slice *notes;
    size_t n_notes;
    unsigned char digest[DIGEST_SIZE], rule_digest[DIGEST_SIZE];

    struct detect_rule detect;
    struct read_options read;
    struct path *embed;
    size_t n_embed;
    struct slice *empty;
    size_t n_empty;
    struct when skip; /* n = 0: nothing is skipped */

    bool has_each;
    struct path each;
    struct value id;      /* VALUE_NONE: no id */
    struct path *fields;  /* of identity */
    size_t n_fields;
    struct time_rule time;
    struct value action, message, reason, request, count;
    struct value ip, agent, location, channel;
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

    size_t n_slots; /* paths whose column a mapper remembers */
    struct pattern **patterns;
    size_t n_patterns, size_patterns;
};

/* The catalog's entry for an action, or NULL: the exact one, else the longest prefix. */
const struct catalog_entry *profile_catalog(const struct profile *p, struct slice action);

/* ---- reading the YAML: profile_value.c ---- */

struct reading {
    struct profile *p;
    const char *name; /* of the file */
    struct err *err;
};

/* An error at a node; false, so that a caller can return it. */
bool reading_fail(struct reading *r, const struct yaml *at, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

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
bool reading_norm(struct reading *r, const struct yaml *y, struct value *v);
bool reading_value(struct reading *r, const struct yaml *y, struct value *out);
bool reading_when(struct reading *r, const struct yaml *y, struct when *out);

/* ---- profile_rules.c: sections whose shape is one rule or a list of them ---- */

bool rules_time(struct reading *r, const struct yaml *y);
bool rules_outcome(struct reading *r, const struct yaml *y);
bool rules_items(struct reading *r, const struct yaml *y);
bool rules_changes(struct reading *r, const struct yaml *y);
bool rules_catalog(struct reading *r, const struct yaml *y);
bool rules_examples(struct reading *r, const struct yaml *y);

#endif
