/*
 * report_item_months: events over the months of a report, as small charts.
 *
 * Knows the report's first and last day only; holds nothing.  Private to renderer/report*.c.
 */
#ifndef REPORT_ITEM_MONTHS_H
#define REPORT_ITEM_MONTHS_H

#include "report_item.h"

#define SPARK_SPANS 3 /* fewer make no line */

/* Which column of the small chart a time falls into, and how many there are. */
size_t item_month(const struct facts *f, int64_t day);
size_t item_months(const struct facts *f, const char **what);
const char *spans_what(int64_t months); /* what a column of such a chart is */

/* Adds "sparks", if the report has enough months for a column of such charts, and "sparks_over": which they
 * are, "Mar to Oct 2026". */
void add_sparks(struct page *p);

/* The small chart of the item's page, from its first month to its last. */
struct value item_spark(struct item_state *s, const char **what);

#endif
