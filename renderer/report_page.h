/*
 * report_page: the making of a page, and the values that several pages are made of.
 *
 * Private to renderer/report*.c.  A page's values live in the arena that it was begun with.
 */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include "markup.h"
#include "report_run.h"
#include "say.h"
#include "value_make.h"

/* What a page is made of.  root: "../" as often as its path has folders. */
struct page {
    struct run *run;
    struct arena *arena;
    char path[PLACE_SIZE];
    const char *root;
    struct value_builder map;  /* the outermost context; add to it */
    struct value_builder page; /* its field "page" */
    struct value *title;       /* of that: may be set until the page is written */
    struct value trail[6];
    size_t n_trail;
    bool names_only; /* items are not linked */
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

struct value pair_value(struct arena *a, const char *one, struct value v, const char *two, struct value w);
/* {rows}, or NONE if there are none: a list that a page wraps in a table of its own. */
struct value some_value(struct arena *a, const struct value *items, size_t n);
/* The same of rows that are made while the page is rendered; rows.max: exactly how many there are. */
struct value pulled_value(struct arena *a, struct value_rows rows);
/* p with the memory of the row that is pulled: what its values are made with. */
struct page page_of_row(const struct page *p, struct value_pull *pull);
struct value link_value(const struct page *p, const char *path, struct slice title);

/* {datetime, text}: a point in time or a day for <time>; NONE for an unknown one. */
struct value time_value(struct arena *a, int64_t at, enum stamp_resolution resolution);
struct value day_value(struct arena *a, int64_t day);

/* {class, word}: an outcome's mark. */
struct value mark_value(struct arena *a, enum outcome o);
const char *outcome_word(enum outcome o); /* "Succeeded" */

struct value number_value(struct arena *a, uint64_t n);
struct value cell_value(struct arena *a, uint64_t n); /* 0 as a raised dot */

/* Which reading of its dump an import is; empty if there is but one. */
struct slice which_reading(const struct page *p, int64_t import);
struct slice removed_text(struct arena *a, uint64_t n); /* what it removed; empty if nothing */
/* {name, href}: a dump and its row on sources.html, if it is listed; VALUE_MISSING if the filter hides it. */
struct value dump_value(const struct page *p, const struct fact_import *i);
struct slice dump_anchor(const struct page *p, const struct fact_import *i);

/* A filtered report may be for someone who is to see no more than passes the filter: pages that tell of the
 * whole store list what is shown, and of the rest they tell how many. */
struct slice left_out(const struct page *p, uint64_t all, uint64_t shown, const char *one,
                      const char *many);                         /* empty: nothing */
struct slice earlier_text(const struct page *p, uint64_t shown); /* of so many imports: those not listed */

/* "1 failed, 2 were denied, 125 succeeded" of what is not 0. */
struct slice outcomes_text(struct arena *a, const uint64_t outcomes[OUTCOME_COUNT]);

/* Adds "events", "failed", "denied", "succeeded", "unknown" to a map. */
void add_outcomes(struct value_builder *b, const uint64_t outcomes[OUTCOME_COUNT]);

/* text, or its first max bytes and an ellipsis; a copy. */
struct slice shorten(struct arena *a, struct slice text, size_t max);

/* A party or item by name: its label, else its key, shortened. */
struct slice item_name(struct arena *a, struct slice label, struct slice key);
struct value item_link(const struct page *p, int64_t item, struct slice type, struct slice key,
                       struct slice label);

/* Where an event stands in full: "day/2026-10-13.html#e-..."; empty if the report's filter leaves it out. */
struct slice event_href(const struct page *p, const struct store_event *e);

#endif
