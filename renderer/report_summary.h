/*
 * report_summary: what the summary tells, for its page and for the report in one file.  Private to
 * renderer/report*.c.
 */
#ifndef REPORT_SUMMARY_H
#define REPORT_SUMMARY_H

#include "report_page.h"

/* Adds all that the summary's template sees. */
enum status summary_values(struct page *p, struct err *err);

#endif
