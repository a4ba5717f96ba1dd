/*
 * report_run: what the parts of one report share: the store and site, the theme, the facts gathered
 * before the first page, and the making of a page and of an event's row.
 *
 * Private to renderer/report*.c.  A page's values live in the arena that it was begun with; the
 * run's own arena lasts until the end and holds only what is bounded.
 */
#ifndef REPORT_RUN_H
#define REPORT_RUN_H

#include "chart.h"
#include "digest.h"
#include "markup.h"
#include "place.h"
#include "report.h"
#include "report_facts.h"
#include "say.h"
#include "sentence.h"
#include "site.h"
#include "theme.h"

#define REPORT_ROWS   1000                 /* of one page */
#define REPORT_BUDGET ((size_t)800 << 10)  /* bytes that a page's rows may cost: it stays under 1 MiB */
#define REPORT_NEWEST 100                  /* rows of an item's first page */
#define REPORT_VALUE  4096                 /* bytes of a value that is shown whole */
#define REPORT_LINKS  4096                 /* item addresses remembered; a power of two */

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
    struct facts facts;
    struct arena arena;
    struct slice title, fingerprint, epoch; /* epoch: SOURCE_DATE_EPOCH as a date, or empty */
    struct chart_scale scale; /* of all calendars */
    bool filtered, single; /* single: one file, links are #anchors */
    struct day_break *breaks;
    size_t n_breaks, size_breaks;
    struct item_link *links;
    int64_t *twins; /* items whose address would be another's, in order of id */
    size_t n_twins, size_twins;
    int64_t csv_event; /* whose row csv_line holds */
    struct buf csv_line, csv_cell;
    uint64_t pages;
};

/* What a page is made of.  root: "../" as often as its path has folders. */
struct page {
    struct run *run;
    struct arena *arena;
    char path[PLACE_SIZE];
    const char *root;
    struct value_builder map;  /* the outermost context; add to it */
    struct value_builder page; /* its field "page" */
    struct value trail[6];
    size_t n_trail;
};

/* nav: which entry of the navigation is current, "timeline". */
void page_begin(struct page *p, struct run *run, struct arena *a, const char *path, const char *nav,
                struct slice title);
void page_trail(struct page *p, struct slice title, const char *path); /* path NULL: this page */
void page_turn(struct page *p, const char *which, const char *path, struct slice title); /* "prev" */

/* Renders the page by the theme's template of that name into the site. */
enum status page_write(struct page *p, const char *template, struct err *err);

/* path from the report's folder as seen from this page. */
struct slice page_href(const struct page *p, const char *path);

/* {text, number} and the like: small maps. */
struct value pair_value(struct arena *a, const char *one, struct value v, const char *two, struct value w);
/* {rows}, or NONE if there are none: a list that a page wraps in a table of its own. */
struct value some_value(struct arena *a, const struct value *items, size_t n);
struct value link_value(const struct page *p, const char *path, struct slice title);

/* {datetime, text}: a point in time or a day for <time>; NONE for an unknown one. */
struct value time_value(struct arena *a, int64_t at, enum stamp_resolution resolution);
struct value day_value(struct arena *a, int64_t day);

/* {class, word}: an outcome's mark. */
struct value mark_value(struct arena *a, enum outcome o);
const char *outcome_word(enum outcome o); /* "Succeeded" */

/* n as a number in words; 0 as a raised dot in tables. */
struct value number_value(struct arena *a, uint64_t n);
struct value cell_value(struct arena *a, uint64_t n);

/* "1 failed, 2 were denied, 125 succeeded" of what is not 0. */
struct slice outcomes_text(struct arena *a, const uint64_t outcomes[4]);

/* Adds "events", "failed", "denied", "succeeded", "unknown" to a map. */
void add_outcomes(struct value_builder *b, const uint64_t outcomes[4]);

/* Finds the items whose hash is that of an item before them (by type, key); before any page. */
enum status twins_gather(struct run *run, struct err *err);
bool twin_is(const struct run *run, int64_t item);

/* The address of an item's page without its ending; borrowed for a while. */
const char *item_path(struct run *run, int64_t item, struct slice type, struct slice key);

/* The same with ".html". */
const char *item_file(struct run *run, int64_t item, struct slice type, struct slice key);

/* text, or its first max bytes and an ellipsis; a copy. */
struct slice shorten(struct arena *a, struct slice text, size_t max);

/* A party or item by name: its label, else its key, shortened. */
struct slice item_name(struct arena *a, struct slice label, struct slice key);
struct value item_link(const struct page *p, int64_t item, struct slice type, struct slice key,
                       struct slice label);

/* Where an event stands in full: "day/2026-10-13.html#e-..." from this page. */
struct slice event_href(const struct page *p, const struct store_event *e);

/* The pages; in this order: linked ones first. */
enum status report_timeline(struct run *run, struct err *err);
enum status report_items(struct run *run, struct err *err);
enum status report_lists(struct run *run, struct err *err);
enum status report_completeness(struct run *run, struct err *err);
enum status report_evidence(struct run *run, struct err *err);
enum status report_summary(struct run *run, struct err *err);
enum status report_single(struct run *run, struct report_result *r, struct err *err);

/* Parts of pages that several use. */
void add_account(struct page *p, struct value_builder *b);
void add_sources(struct page *p, size_t max); /* "sources": rows, and how many */
struct value month_value(const struct page *p, int64_t first, int64_t here);
struct value legend_value(const struct page *p, const struct chart_scale *s);
struct chart_scale calendar_scale(const struct facts *f);
struct value reasons_value(const struct page *p, size_t max);

#endif
