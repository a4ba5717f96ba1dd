/*
 * store_queries: the statements of a writer.
 *
 * Private to store*.c.  Their texts are in store_queries.c, but for that of WQ_EVENT, which
 * store_rows.c makes.
 */
#ifndef STORE_QUERIES_H
#define STORE_QUERIES_H

#include "store_sql.h"

struct sqlite3_stmt;

/* Did the import meet the event?  Its stretches do not overlap. */
#define STORE_MET(import, event)                                                                             \
    "coalesce((SELECT last FROM met WHERE import=" import " AND first<=" event                               \
    " ORDER BY first DESC LIMIT 1)>=" event ",0)"

enum writer_query {
    WQ_SEEK,
    WQ_OCCURRENCE,
    WQ_LAST,
    WQ_CHANGE,
    WQ_CHUNK,
    WQ_CHUNK_FIND,
    WQ_CHUNK_LESS,
    WQ_CHUNK_GONE,
    WQ_REJECT,
    WQ_ACTION_FIND,
    WQ_ACTION_NEW,
    WQ_ACTION_RENEW,
    WQ_TERM_FIND,
    WQ_TERM_NEW,
    WQ_ITEM_FIND,
    WQ_ITEM_NEW,
    WQ_ITEM_MERGE,
    WQ_ITEM_MERGE_LABEL,
    WQ_TALLY,
    WQ_TALLY_GONE,
    WQ_NATIVE_SEEK,
    WQ_NATIVE_NEW,
    WQ_CLASH,
    WQ_VERSION,
    WQ_COUNTED,
    WQ_COUNTED_PARTIES,
    WQ_ITEM_LABEL,
    WQ_ITEM_FIRST_SET,
    WQ_ITEM_DIRTY,
    WQ_SHOWN,
    WQ_VERSIONS,
    WQ_ABSENT,
    WQ_DOUBT,
    WQ_DOUBT_MET,
    WQ_MOVED,
    WQ_WINDOW,
    WQ_IMPORT,
    WQ_EVENT, /* the last: made anew where its columns change */
    WQ_COUNT
};

/* Prepares all of q but WQ_EVENT.  The caller frees them, even after an error: sql_free_all(). */
enum status queries_prepare(struct store *s, struct sqlite3_stmt **q, struct err *err);

#endif
