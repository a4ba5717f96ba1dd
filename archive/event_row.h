/*
 * event_row: an event's entry and its disclosures as a row of data/derived/events.csv (FORMAT.txt, section
 * 8).
 *
 * A row is made of what the snapshot itself holds, so that whoever checks it can make it again.  Knows no
 * file and no store.
 */
#ifndef EVENT_ROW_H
#define EVENT_ROW_H

#include "buf.h"

struct event_row; /* one per thread */

/* Owned by the caller: event_row_free(). */
struct event_row *event_row_new(void);
void event_row_free(struct event_row *r); /* NULL is allowed */

/* Appends the line of names. */
void event_row_head(struct buf *out);

/* Appends the row, or nothing if the entry is an act.  line: of the ledger, without LF; disclosed: its lines
 * of disclosures/, each with LF.  Both may come from anybody: false if they have not the form that FORMAT.txt
 * gives them. */
bool event_row_write(struct event_row *r, struct slice line, struct slice disclosed, struct buf *out);

#endif
