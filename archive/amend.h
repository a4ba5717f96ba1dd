/*
 * amend: sealed events that were mapped anew: the line that they were sealed as, and the act that tells what
 * they are now (FORMAT.txt, section 5).
 */
#ifndef AMEND_H
#define AMEND_H

#include "entry.h"
#include "ledger.h"
#include "store_amend.h"

/* Gives a store the lines of sealed events before they change: store_keep_lines(s, amend_line, k).  Owned by
 * the caller: amend_lines_free() before the store is closed. */
struct amend_lines;
struct amend_lines *amend_lines_new(struct store *s);
void amend_lines_free(struct amend_lines *k); /* NULL is allowed */
enum status amend_line(void *ctx, int64_t event, bool anew, struct buf *out, struct err *err);

/* What an act tells of the event that is the entry: event NULL: it was taken out.  scratch is overwritten. */
void amend_write(uint64_t entry, const struct store_event *event, struct entry *scratch, struct buf *clear,
                 struct buf *hidden);

#endif
