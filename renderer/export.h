/*
 * export: the events of a store as CSV, JSON lines or XML, verbatim.
 *
 * Nothing is guarded, shortened or reworded: what came in goes out.  (The CSVs of a report are for
 * people's spreadsheets and guard formulas; these are for machines.)  Streams; holds one event.
 *
 * The canonical form tells whether two stores are equal: events with items and changes in order of
 * time, identity and content, without what depends on how they arrived (import, place, clock,
 * internal and public ids).  Versions and occurrences are numbered anew in that order.
 */
#ifndef EXPORT_H
#define EXPORT_H

#include "store_read.h"

enum export_format { EXPORT_JSONL, EXPORT_CSV, EXPORT_XML };

/* Takes output, in pieces; anything but ST_OK ends the export. */
typedef enum status (*export_sink)(void *ctx, struct slice bytes, struct err *err);

struct export_options {
    struct store_filter filter;
    enum export_format format;
    bool canonical; /* JSON lines only: format is not looked at */
};

/* *events is how many were written. */
enum status export_write(struct store *s, const struct export_options *o, export_sink sink, void *ctx,
                         uint64_t *events, struct err *err);

#endif
