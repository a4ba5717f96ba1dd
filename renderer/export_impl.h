/*
 * export_impl: what export.c asks of each format.  Private to the export files.
 */
#ifndef EXPORT_IMPL_H
#define EXPORT_IMPL_H

#include "export.h"

struct export_writer {
    void (*head)(struct buf *out);
    void (*event)(struct buf *out, const struct store_event *e);
    void (*tail)(struct buf *out);
};

extern const struct export_writer export_jsonl, export_csv, export_xml;

/* One canonical line; n is its number among the events of one time and identity, from 1. */
void export_canonical(struct buf *out, const struct store_event *e, uint32_t n);

/* The items and the changes of e as JSON arrays: CSV keeps each in one cell. */
void export_json_items(struct buf *out, const struct store_event *e);
void export_json_changes(struct buf *out, const struct store_event *e);

/* Words for what events store as numbers. */
const char *export_resolution(enum stamp_resolution r); /* "ms"; "" if there is none */
const char *export_zone(enum stamp_zone z);             /* "text", "profile", "assumed", "" */

#define EXPORT_FLAGS                                                                                         \
    (EVENT_CONFLICT | EVENT_RECOVERED | EVENT_SUPERSEDED | EVENT_STALE | EVENT_DIFFERS | EVENT_IGNORES |     \
     EVENT_ABSENT | EVENT_ERASED)

/* Appends the flags' names: "conflict recovered erased(12)", by that entry of the ledger. */
void export_flags(struct buf *out, const struct store_event *e);

#endif
