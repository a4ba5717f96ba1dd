/*
 * report_scan: the facts of a filtered report, by a scan of the events that pass.
 *
 * Private to renderer/report*.c; facts_* helpers are shared with report_facts.c.
 */
#ifndef REPORT_SCAN_H
#define REPORT_SCAN_H

#include "report_facts.h"
#include "store_imports.h"
#include "utf8.h"

enum status facts_scan(struct facts *f, struct store *s, const struct store_filter *filter, struct err *err);

/* Of report_dumps.c: every import is added; then it is settled which dump each is of, and what the
 * dumps cover; last, once events were counted, which sources give ids. */
void facts_add_import(struct facts *f, size_t source, const struct store_import_row *row);
void facts_settle_dumps(struct facts *f);
enum status facts_ids(struct facts *f, struct store *s, struct err *err);

/* Of report_dumps.c: an import brought an event that passes the filter; once all are told, so did the other
 * readings of its dump. */
void facts_show_import(struct facts *f, int64_t id);
void facts_settle_shown(struct facts *f);

/* The index of a source by name, SIZE_MAX if there is none. */
size_t facts_source(struct facts *f, struct slice name);

/* Counts events of one day; days come in order. */
void facts_count(struct facts *f, int64_t day, size_t source, enum outcome outcome, uint64_t events);

/* NULL once FACTS_ACTIONS are held. */
struct fact_action *facts_add_action(struct facts *f, const struct store_action *a);
void facts_keep_item(struct facts *f, struct store_item *to, const struct store_item *i);

#endif
