/*
 * report_sparks: events over the months of a report, as small charts.
 *
 * Knows the report's first and last day only; holds nothing.  Private to renderer/report*.c.
 */
#ifndef REPORT_SPARKS_H
#define REPORT_SPARKS_H

#include "chart.h"
#include "report_page.h"

#define SPARK_SPANS 3 /* fewer make no line */

/* Which column of the small chart a time falls into, and how many there are. */
size_t sparks_month(const struct facts *f, int64_t day);
size_t sparks_months(const struct facts *f, const char **what);
const char *sparks_what(int64_t months); /* what a column of such a chart is */

/* Adds "sparks", if the report has enough months for a column of such charts, and "sparks_over": which they
 * are, "Mar to Oct 2026". */
void sparks_add(struct page *p);

/* The small chart of the counts in all columns, from the first that is not 0 to the last: if it showed the
 * whole report, it would change with each new month. */
struct value sparks_chart(struct arena *a, const struct facts *f, const uint64_t *months, const char **what);

#endif
