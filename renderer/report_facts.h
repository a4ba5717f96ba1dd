/*
 * report_facts: what must be known of the whole store before the first page is written.
 *
 * Bounded: counts per day, per source and day, per action (up to a limit), the imports' windows, and
 * the first few of every ranking.  Without a filter it comes from the store's tallies, with one from
 * a scan of the events that pass.
 */
#ifndef REPORT_FACTS_H
#define REPORT_FACTS_H

#include "report_fact.h"
#include "store_totals.h"

/* Of a day. */
enum fact_covered {
    COVERED_NOT,
    COVERED_PARTLY,  /* a gap between windows reaches into it */
    COVERED_TO_EDGE, /* the first window begins in it, or the last one ends */
    COVERED_WHOLLY
};

struct facts {
    struct arena arena;
    struct store_totals totals;                                 /* of the whole store */
    uint64_t events, counted, outcomes[OUTCOME_COUNT], untimed; /* of what the report shows */
    uint64_t items;
    int64_t first_day, last_day; /* INT64_MIN if nothing has a time */
    struct fact_day *days;       /* with events, in order; untimed ones are not among them */
    size_t n_days, size_days;
    uint64_t untimed_outcomes[OUTCOME_COUNT];
    struct fact_source_day *source_days; /* in order of day, source */
    size_t n_source_days, size_source_days;
    struct fact_source *sources;
    size_t n_sources, size_sources;
    struct fact_cover *cover; /* of all sources */
    size_t n_cover;
    bool partly;                 /* a window of them begins or ends within a day, and none goes on there */
    struct fact_import *imports; /* in order of id */
    size_t n_imports, size_imports, n_listed;
    uint64_t dumps;              /* that the imports read */
    uint64_t claimed;            /* of them: for so many a window is claimed */
    struct fact_action *actions; /* in order of source, name */
    size_t n_actions, size_actions;
    uint64_t all_actions;
    struct fact_reason *reasons; /* most first */
    size_t n_reasons;
    uint64_t all_reasons;
    struct fact_type *types;
    size_t n_types;
    struct store_item actors[FACTS_TOP];
    size_t n_actors;
};

/* facts_release() follows, also if it fails.  f is all zero before. */
enum status facts_gather(struct facts *f, struct store *s, const struct store_filter *filter, bool filtered,
                         struct err *err);
/* Of a filtered report, what its checks tell: the whole store's totals, imports, and days with events.
 * part: its facts, as gathered.  There are no actions, reasons and items.  facts_release() follows here too.
 */
enum status facts_whole(struct facts *f, const struct facts *part, struct store *s, struct err *err);
void facts_release(struct facts *f);

const struct fact_import *facts_import(const struct facts *f, int64_t id); /* or NULL */
#define FACTS_IMPORTS 500                                                  /* csv/imports.csv has all */
/* Marks the FACTS_IMPORTS that pages list: of all, or of those shown, the ones whose time ends last. */
void facts_list_imports(struct facts *f, bool all);
bool facts_listed(const struct facts *f, int64_t id);

/* The counts of a day, or NULL. */
const struct fact_day *facts_day(const struct facts *f, int64_t day);

/* The nearest day with events before or after, INT64_MIN if there is none. */
int64_t facts_near(const struct facts *f, int64_t day, int step);

/* How much of the day windows cover, of any source. */
enum fact_covered facts_covered(const struct facts *f, int64_t day);

/* The report's time cut into at most STORE_SPANS spans of whole months, months each; span i begins at
 * edges[i] and ends before edges[i + 1], ns.  Returns how many; 0: nothing has a time. */
size_t facts_spans(const struct facts *f, int64_t edges[STORE_SPANS + 1], int64_t *months);

/* How many sources have events on the day. */
unsigned facts_sources_of_day(const struct facts *f, int64_t day);

/* Events of the days from to to. */
uint64_t facts_between(const struct facts *f, int64_t from, int64_t to, uint64_t outcomes[OUTCOME_COUNT]);

#endif
