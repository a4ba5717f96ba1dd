/*
 * report_fact: the rows of what is known of a store before the first page; for report_facts.h.
 */
#ifndef REPORT_FACT_H
#define REPORT_FACT_H

#include "store_items.h"
#include "store_lists.h"

#define FACTS_TOP     10    /* of a ranking */
#define FACTS_ACTIONS 50000 /* held in memory; more are only counted */
#define FACTS_REASONS 150   /* held in memory, most first; csv/reasons.csv has all */

struct fact_day { /* all sources together */
    int64_t day;
    uint64_t outcomes[OUTCOME_COUNT];
};

struct fact_source_day {
    int64_t day;
    size_t source; /* index */
    uint64_t events;
};

enum fact_import_kind {
    IMPORT_FIRST,
    IMPORT_AGAIN,   /* the same bytes */
    IMPORT_REMAPPED /* the same bytes by another profile than the reading before */
};

struct fact_import {
    int64_t id, group, dump; /* group: the first part, or itself; dump: the first import of the same dump */
    struct slice name;
    uint64_t duplicates;
    size_t source, reading, readings, nth; /* reading: of its dump; nth: of the same bytes; both from 1 */
    unsigned char digest[DIGEST_SIZE], profile[DIGEST_SIZE];
    int64_t from, to;             /* ns, before to; of no meaning unless it counts */
    bool claimed, counts, listed; /* listed: on pages */
    bool covers, stands;          /* its time is that of its dump; of several such readings it is the last */
    bool differs;                 /* events of it stay as an earlier reading mapped them */
    bool renewed; /* with remap: where events lay that an earlier reading made is no longer known */
    bool shown;   /* an event that it, or another reading of its dump, brought passes the filter */
    enum fact_import_kind kind;
};

struct fact_cover { /* time that a window covers, or several do: ns, before to */
    int64_t from, to;
    const struct fact_import *first, *last; /* whose window begins it, and whose ends it */
};

struct fact_source {
    int64_t id;
    struct slice name, profile, notes;
    uint64_t events, outcomes[OUTCOME_COUNT], rejects;
    int64_t first_day, last_day; /* with events; INT64_MIN if none */
    uint64_t imports, dumps;     /* dumps: each once */
    bool has_ids, lacks_ids;     /* has some of its events an id, has some none? */
    struct import_counts sums;
    struct fact_cover *windows; /* of a dump each: its claim, or the days from its first to its last event */
    size_t n_windows, size_windows;
    struct fact_cover *cover; /* the windows joined, so that no two touch; both in order of from */
    size_t n_cover;
};

struct fact_action {
    struct store_action a; /* texts in the facts' arena */
    size_t source;
};

struct fact_reason {
    struct slice source, label, reason;
    size_t action; /* index, or SIZE_MAX: it is not held */
    enum outcome outcome;
    struct stamp last;
    uint64_t events, spans[STORE_SPANS]; /* spans: as facts_spans() has them */
};

struct fact_type {
    struct slice type;
    uint64_t items, events;
    struct store_item top[FACTS_TOP]; /* texts in the facts' arena */
    size_t n_top;
};

#endif
