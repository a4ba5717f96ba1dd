/*
 * profile_rules: the sections of a profile, compiled.
 *
 * Data only, for profile*.c and mapper*.c; lives in the profile's arena and is immutable.  Zones and
 * time formats are given back by profile_free().
 */
#ifndef PROFILE_RULES_H
#define PROFILE_RULES_H

#include "event.h"
#include "profile_value.h"
#include "profile_yaml.h"

struct time_rule {
    struct profile_value at;
    struct stamp_format **formats;
    struct slice *texts; /* of the formats, as written */
    size_t n_formats;
    struct stamp_zoneinfo *zone;
    const char *zone_name;
    enum stamp_zone how;
    bool declared; /* a zone was given */
};

struct item_rule {
    enum role role;
    enum found how;
    struct profile_value type, key, label;
    bool has_each;
    struct path each;
    struct when when;
    uint64_t line;
};

struct change_rule {
    bool has_each;
    struct path each;
    struct profile_value field, old, new_;
    struct when when;
    uint64_t line;
};

struct outcome_rule {
    struct profile_value of;
    struct slice *texts[OUTCOME_COUNT]; /* by outcome */
    size_t n_texts[OUTCOME_COUNT];
    enum outcome star; /* the one whose list holds "*" */
    bool has_star;
    enum outcome otherwise;
};

struct catalog_entry {
    struct slice action; /* without the "*" of a prefix */
    struct slice category, label, sentence;
    uint64_t line;
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

#endif
