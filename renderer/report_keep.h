/*
 * report_keep: what a page tells of what must be kept, how long, and what was erased, with its CSV files.
 *
 * Private to renderer/report*.c.  Of the whole store, as report_ledger.h has it; but who may see some events
 * only is not told which items are held, nor why.
 */
#ifndef REPORT_KEEP_H
#define REPORT_KEEP_H

#include "report_page.h"

/* "holds", "rules" and what belongs to them: missing where there are none. */
enum status report_keep(struct page *p, struct err *err);

#endif
