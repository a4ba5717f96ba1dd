/*
 * status_ledger: what status tells of the ledger: what is sealed, reviewed, held and due.
 *
 * What is due is so on this day, by this machine's clock.
 */
#ifndef STATUS_LEDGER_H
#define STATUS_LEDGER_H

#include "jsonw.h"
#include "store_ledger.h"

/* Nothing if nothing is sealed. */
enum status status_ledger_lines(struct store *s, const struct store_sealed *sealed, struct buf *b,
                                struct err *err);
enum status status_ledger_json(struct store *s, const struct store_sealed *sealed, struct jsonw *w,
                               struct err *err);

#endif
