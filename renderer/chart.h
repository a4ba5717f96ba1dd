/*
 * chart: SVG for the pages.
 *
 * Markup of numbers, our own words and escaped names only; attributes and classes, never a style=.
 * Horizontal measures are percentages, so that a chart stretches while its text keeps its size.
 * Colours are the style sheet's.  Numbers are written with integers: no locale.  All values live in
 * the arena.
 */
#ifndef CHART_H
#define CHART_H

#include "outcome.h"
#include "value.h"

struct chart_part { /* one colour of a bar */
    const char *class;
    uint64_t n;
};

/* A bar of parts one after the other, max being the whole width. */
struct value chart_bar(struct arena *a, const struct chart_part *parts, size_t n, uint64_t max);

/* A bar in the colours of outcomes: failed, denied, unknown, succeeded. */
struct value chart_outcomes(struct arena *a, const uint64_t outcomes[OUTCOME_COUNT], uint64_t max);

/* n columns of 6 units, a few dozen at most; what says what a column is: "by month". */
struct value chart_spark(struct arena *a, const uint64_t *counts, size_t n, const char *what);

/* How days become levels 1 to 5, and when a day gets the mark of many failures: steps of a round
 * number that four of fit under the 95th percentile. */
struct chart_scale {
    uint64_t step; /* level 1: 1 to step - 1 (or 1, if step is 1), 5: from 4 steps */
    uint64_t bad;  /* this many failures and denials or more are marked */
    bool filtered; /* a day without events may have some that are not shown */
    bool partly;   /* a day may be covered in part */
};
struct chart_scale chart_scale_of(const uint64_t *events, const uint64_t *bad, size_t n);
unsigned chart_level(const struct chart_scale *s, uint64_t events); /* 0 to 5 */

struct chart_day {
    uint64_t events, bad;
    unsigned sources; /* that have events; only for coverage */
    bool covered;     /* some import covers the day */
    bool partly;      /* but not all of it */
    bool here;        /* the page's own day */
    const char *href; /* NULL = no page */
};

/* The days of one month, which begins with day first: days[0] is its first. */
struct value chart_month(struct arena *a, int64_t first, const struct chart_day *days, size_t n,
                         const struct chart_scale *scale);

/* The same, coloured by coverage instead of counts. */
struct value chart_month_coverage(struct arena *a, int64_t first, const struct chart_day *days, size_t n);

struct chart_span {   /* one column of the chart over time: a day, week, month or year */
    int64_t from, to; /* days, both within */
    uint64_t outcomes[OUTCOME_COUNT];
    bool uncovered; /* no import covers any of its days */
};
/* Two panels: succeeded and unknown; failed and denied on a scale of their own.  what: "week". */
struct value chart_over_time(struct arena *a, const struct chart_span *spans, size_t n, const char *what);

/* By hour of a day; every hour that has events links to #h-HH on the page that hrefs[hour] names
 * ("" is this one). */
struct value chart_hours(struct arena *a, const uint64_t (*hours)[OUTCOME_COUNT],
                         const char *const hrefs[24]);

/* Hour of day by day of week, counts[weekday][hour], Monday first. */
struct value chart_punch(struct arena *a, const uint64_t (*counts)[24]);

struct chart_window { /* of one import */
    int64_t from, to; /* ns, before to */
};
struct chart_row { /* of one source */
    struct slice name;
    const struct chart_window *windows; /* in order of from */
    size_t n;
};
/* Strips of windows, one row a source, over the days from first to last; many that lie near to each other
 * are drawn as one. */
struct value chart_coverage(struct arena *a, const struct chart_row *rows, size_t n, int64_t first,
                            int64_t last);

#endif
