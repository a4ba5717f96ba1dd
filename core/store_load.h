/*
 * store_load: one stored event, whole: with its action, source, dump, parties and changes.
 *
 * Private to store*.c.  A loader owns the texts of the last event that it loaded.
 */
#ifndef STORE_LOAD_H
#define STORE_LOAD_H

#include "store_read.h"
#include "store_schema.h"

struct sqlite3_stmt;

/* A statement that loader_take() can read selects these columns first, from these tables; event is
 * followed by "INDEXED BY ..." or nothing. */
#define LOAD_COLUMNS                                                                               \
    "e.id,e.import,e.n,e.ident,e.content,e.leaves,e.native,e.at,e.time_how,e.time_text,a.name,"    \
    "a.category,a.label,a.sentence,e.outcome,e.reason,e.request,e.message,e.count,e.ip,t.text,"    \
    "e.location,e.channel,e.attributes,e.record,e.sub,e.offset,e.length,e.digest,e.flags,a.id,"    \
    "s.name,i.name,i.dump"
#define LOAD_COUNT 34
#define LOAD_JOINS                                                                                 \
    " CROSS JOIN action a ON a.id=e.action CROSS JOIN source s ON s.id=a.source"                   \
    " CROSS JOIN import i ON i.id=e.import LEFT JOIN term t ON t.id=e.agent "

struct loader {
    struct store *s;
    struct sqlite3_stmt *event, *parties, *changes;
    struct digest *digest;
    struct arena arena;
    struct store_event row;
};

/* loader_close() frees what a failed open made. */
enum status loader_open(struct loader *l, struct store *s, struct err *err);
void loader_close(struct loader *l);

/* Loads the event that q stands on into l->row. */
enum status loader_take(struct loader *l, struct sqlite3_stmt *q, struct err *err);

/* Loads an event by id.  ST_END: there is none. */
enum status loader_get(struct loader *l, int64_t event, struct err *err);

#endif
