/*
 * sealed_report: the report as it is in a snapshot: the same whoever makes it again of the same events.
 */
#ifndef SEALED_REPORT_H
#define SEALED_REPORT_H

#include <stdbool.h>

#include "err.h"

struct store;

/* Into a folder that is not there yet, and nothing beside it.  items: with a page of each.  Codes: as
 * report_write(). */
enum status sealed_report(struct store *s, const char *folder, bool items, struct err *err);

#endif
