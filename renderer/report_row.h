/*
 * report_row: an event as a row of a page, and the text files of values that a row shows shortened.
 *
 * Private to renderer/report*.c.  The values live in the page's arena.
 */
#ifndef REPORT_ROW_H
#define REPORT_ROW_H

#include "report_page.h"

/* An event as a row of p.  self: the item whose page this is, or 0.  *cost: about the bytes that it
 * will take on the page. */
struct value row_value(const struct page *p, const struct store_event *e, int64_t self, size_t *cost);

/* A brief row: time, mark, sentence, reason. */
struct value row_brief(const struct page *p, const struct store_event *e, int64_t self);

/* Writes the text files of the event's values that pages show shortened. */
enum status row_values(struct run *run, const struct store_event *e, struct err *err);

/* ---- for report_row.c and report_fields.c ---- */

/* The path of the text file that holds a value of the event whole; index SIZE_MAX: there is but one. */
void row_value_path(const struct store_event *e, const char *field, size_t index, char out[PLACE_SIZE]);

/* Bytes that text takes on a page, escaped, at most. */
size_t row_cost(struct slice text);

/* The event's attributes: {n, rows: [{name, text}], more: {size, href}}, more if something is cut
 * or left out; NONE if it has none.  fields_write() writes the file that more links. */
struct value fields_value(const struct page *p, const struct store_event *e, size_t *cost);
enum status fields_write(struct run *run, const struct store_event *e, struct err *err);

#endif
