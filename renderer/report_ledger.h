/*
 * report_ledger: what a page tells of the ledger, and of who reviewed what.
 *
 * Private to renderer/report*.c.  Of the whole store, whatever the report leaves out: it tells counts, and
 * no event.
 */
#ifndef REPORT_LEDGER_H
#define REPORT_LEDGER_H

#include "report_page.h"

/* "ledger", "reviews" and what belongs to it: missing where nothing is sealed. */
enum status report_ledger(struct page *p, struct err *err);

#endif
