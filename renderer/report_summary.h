/*
 * report_summary: what the summary tells, for its page and for the report in one file.  Private to
 * renderer/report*.c.
 *
 * Knows neither files nor markup: it adds values to the page's map, and all that they hold lives in the
 * page's arena.  Fails only as reading the store fails.
 */
#ifndef REPORT_SUMMARY_H
#define REPORT_SUMMARY_H

#include "report_page.h"

/* The account of all records, which the page on completeness has too. */
void add_account(struct page *p, struct value_builder *b);

void add_sources(struct page *p, size_t max); /* "sources": rows, and how many */
/* Of report_lists.c: "actions", "reasons", and what they come to. */
void add_actions(struct page *p);
void add_reasons(struct page *p, size_t max);

/* Adds all that the summary's template sees. */
enum status summary_values(struct page *p, struct err *err);

#endif
