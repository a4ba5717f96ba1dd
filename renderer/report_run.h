/*
 * report_run: what the parts of one report share: the store and site, the theme, and the facts gathered
 * before the first page.
 *
 * Private to renderer/report*.c.  The run's arena lasts until the end and holds only what is bounded.
 */
#ifndef REPORT_RUN_H
#define REPORT_RUN_H

#include "chart.h"
#include "digest.h"
#include "place.h"
#include "report.h"
#include "report_facts.h"
#include "sentence.h"
#include "site.h"
#include "theme.h"

#define REPORT_ROWS   1000                /* of one page */
#define REPORT_BUDGET ((size_t)800 << 10) /* bytes that a page's rows may cost: it stays under 1 MiB */
#define REPORT_NEWEST 100                 /* rows of an item's first page */
#define REPORT_VALUE  4096                /* bytes of a value that is shown whole */
#define REPORT_LINKS  4096                /* item addresses remembered; a power of two */

struct day_break { /* where a later page of a day begins */
    int64_t at, content;
    unsigned char ident[IDENT_SIZE];
    uint32_t n;
    unsigned page; /* from 2 */
};

struct item_link {
    int64_t item;
    char path[PLACE_SIZE];
    char file[PLACE_SIZE]; /* with ".html" */
};

struct run {
    struct store *store;
    const struct report_options *o;
    struct site *site;
    struct theme *theme;
    struct digest *digest;
    struct sentences *sentences;
    struct facts facts;      /* of what the report shows */
    struct facts whole;      /* of the store, if the report is filtered */
    const struct facts *all; /* of the store, whatever the filter: one of those */
    struct arena arena;
    struct arena row;                       /* what making one row needs and its page does not */
    struct slice title, fingerprint, epoch; /* epoch: SOURCE_DATE_EPOCH as a date, or empty */
    struct chart_scale scale;               /* of all calendars */
    uint64_t hours[7][24]; /* timed events by day of week, Monday first, and hour; after the days */
    bool filtered, single; /* not all events are in it; one file, links are #anchors */
    char *beside;          /* temporary files are made beside this path: the report's, no slash at its end */
    struct day_break *breaks;
    size_t n_breaks, size_breaks;
    struct item_link *links;
    int64_t *twins; /* items whose address would be another's, in order of id */
    size_t n_twins, size_twins;
    int64_t csv_event; /* whose row csv_line holds */
    struct buf csv_line, csv_cell;
    uint64_t pages;
};

/* Finds the items whose hash is that of an item before them (by type, key); before any page. */
enum status twins_gather(struct run *run, struct err *err);
bool twin_is(const struct run *run, int64_t item);

/* The address of an item's page without its ending; borrowed for a while. */
const char *item_path(struct run *run, int64_t item, struct slice type, struct slice key);

/* The same with ".html". */
const char *item_file(struct run *run, int64_t item, struct slice type, struct slice key);

bool event_shown(const struct run *run, const struct store_event *e); /* does it pass the filter? */
bool import_shown(const struct run *run, int64_t import); /* brought its dump an event that is shown? */

/* The pages; in this order: linked ones first. */
enum status report_timeline(struct run *run, struct err *err);
enum status report_items(struct run *run, struct err *err);
enum status report_lists(struct run *run, struct err *err);
enum status report_completeness(struct run *run, struct err *err);
enum status report_evidence(struct run *run, struct err *err);
enum status report_summary(struct run *run, struct err *err);
enum status report_single(struct run *run, struct report_result *r, struct err *err);

/* Refuses to replace a file that is neither empty nor a report in one file (SITE-NOT-OURS). */
enum status report_single_place(const char *path, struct err *err);

#endif
