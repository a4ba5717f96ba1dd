/*
 * report_facts: what must be known of the whole store before the first page is written.
 *
 * Bounded: counts per day, per source and day, per action (up to a limit), the imports' windows, and
 * the first few of every ranking.  Without a filter it comes from the store's tallies, with one from
 * a scan of the events that pass.
 */
#ifndef REPORT_FACTS_H
#define REPORT_FACTS_H

#include "store_read.h"

#define FACTS_TOP     10    /* of a ranking */
#define FACTS_ACTIONS 50000 /* held in memory; more are only counted */
#define FACTS_REASONS 1000
#define FACTS_BRIEF   6     /* newest failures and denials */

struct fact_day { /* all sources together */
    int64_t day;
    uint64_t outcomes[4];
};

struct fact_source_day {
    int64_t day;
    size_t source; /* index */
    uint64_t events;
};

enum fact_import_kind {
    IMPORT_FIRST,
    IMPORT_AGAIN,    /* the same bytes */
    IMPORT_REMAPPED, /* the same bytes by another profile */
    IMPORT_RETRY     /* rejects of a dump, read again */
};

struct fact_import {
    int64_t id;
    size_t source;
    unsigned char dump[DIGEST_SIZE], profile[DIGEST_SIZE];
    int64_t from, to; /* days, both within; of no meaning unless it counts */
    bool claimed, counts, covers /* its days are those of its dump */;
    enum fact_import_kind kind;
};

struct fact_window { /* days of one dump, both within */
    int64_t from, to;
    bool claimed; /* by --window; else from the first to the last event */
};

struct fact_cover { /* days that some window covers, both within; such spans do not touch */
    int64_t from, to;
};

struct fact_source {
    int64_t id;
    struct slice name, profile, notes;
    uint64_t events, outcomes[4], rejects;
    int64_t first_day, last_day; /* with events; INT64_MIN if none */
    uint64_t imports, dumps /* each once */;
    bool gives_ids; /* of its own to its events */
    struct import_counts sums;
    struct fact_window *windows; /* in order of from */
    size_t n_windows, size_windows;
    struct fact_cover *cover; /* of the windows, in order */
    size_t n_cover;
};

struct fact_action {
    struct store_action a; /* texts in the facts' arena */
    size_t source;
};

struct fact_reason {
    int64_t action;
    struct slice label, reason;
    enum outcome outcome;
    uint64_t events;
    int64_t last_at;
};

struct fact_item { /* of a ranking */
    struct store_item item;
};

struct fact_type {
    struct slice type;
    uint64_t items, events;
    struct fact_item top[FACTS_TOP];
    size_t n_top;
};

struct facts {
    struct arena arena;
    struct store_totals totals; /* of the whole store */
    uint64_t events, counted, outcomes[4], untimed; /* of what the report shows */
    uint64_t items;
    int64_t first_day, last_day; /* INT64_MIN if nothing has a time */
    struct fact_day *days;       /* with events, in order; untimed ones are not among them */
    size_t n_days, size_days;
    uint64_t untimed_outcomes[4];
    struct fact_source_day *source_days; /* in order of day, source */
    size_t n_source_days, size_source_days;
    struct fact_source *sources;
    size_t n_sources, size_sources;
    struct fact_cover *cover; /* of all sources */
    size_t n_cover;
    struct fact_import *imports; /* in order of id */
    size_t n_imports, size_imports;
    uint64_t dumps, claimed /* windows that cover */;
    struct fact_action *actions; /* in order of source, name */
    size_t n_actions, size_actions;
    uint64_t all_actions;
    struct fact_reason *reasons; /* most first */
    size_t n_reasons;
    uint64_t all_reasons, reason_events;
    struct fact_type *types;
    size_t n_types;
    struct fact_item actors[FACTS_TOP];
    size_t n_actors;
};

enum status facts_gather(struct facts *f, struct store *s, const struct store_filter *filter,
                         bool filtered, struct err *err);
void facts_release(struct facts *f);

const struct fact_import *facts_import(const struct facts *f, int64_t id); /* or NULL */

/* The counts of a day, or NULL. */
const struct fact_day *facts_day(const struct facts *f, int64_t day);

/* The nearest day with events before or after, INT64_MIN if there is none. */
int64_t facts_near(const struct facts *f, int64_t day, int step);

/* Is the day inside a window of source (SIZE_MAX: of any)? */
bool facts_covered(const struct facts *f, size_t source, int64_t day);

/* How many sources have events on the day. */
unsigned facts_sources_of_day(const struct facts *f, int64_t day);

/* Events of the days from to to. */
uint64_t facts_between(const struct facts *f, int64_t from, int64_t to, uint64_t outcomes[4]);

#endif
