/*
 * report_years: calendars, which the timeline's pages and the summary share.  Private to renderer/report*.c.
 *
 * A day's shade tells its events on one scale for the whole report.
 */
#ifndef REPORT_YEARS_H
#define REPORT_YEARS_H

#include "report_page.h"

/* The scale of all calendars of the report. */
struct chart_scale calendar_scale(const struct facts *f);

/* The month that begins on the day first; here: the day that the page is of, INT64_MIN if none. */
struct value month_value(const struct page *p, int64_t first, int64_t here);

/* What the shades mean, and the mark if a day from first to last bears it. */
struct value legend_value(const struct page *p, const struct chart_scale *s, int64_t first, int64_t last);

/* timeline.html and a page per year. */
enum status report_years(struct run *run, struct err *err);

#endif
