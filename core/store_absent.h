/*
 * store_absent: windows that dumps claim to cover, and which stored events are absent from them.
 *
 * Private to store*.c.  Knows no record: a dump has what the tables say that its readings stored and met.
 * What is gathered until the end of a transaction lies in tables of the connection (doubt, before,
 * settled, moved), which the writer makes and empties.  A failure is that of a statement, as in store_sql.h:
 * ST_FATAL, and the caller rolls the transaction back.
 *
 * In order: absent_open(); for each part absent_known(), window_claim(), window_write(),
 * absent_doubt_stored(), absent_doubt_met(); absent_find() before the last part is written, absent_settle()
 * at the end.  Without a claim in the source none of it costs more than a look.
 */
#ifndef STORE_ABSENT_H
#define STORE_ABSENT_H

#include "store.h"

/* store_window.c: takes back the claims that the reading replaces, sets info->unclaimed, and finds what its
 * window stands with, w->claim: the earlier reading whose claim it corrects, or w->import.  So a dump keeps
 * its place in the order of exports, whenever its window is corrected. */
enum status window_claim(struct store_writer *w, struct store_import *info, struct err *err);

/* store_window.c: w->import's row is there: the window goes to the row that it stands with, if that is
 * another. */
enum status window_write(struct store_writer *w, struct err *err);

/* Sets w->claimed: has the source any claim so far? */
enum status absent_open(struct store_writer *w, struct err *err);

/* The event's row has changed in a way that may change what it is absent from. */
enum status absent_doubt(struct store_writer *w, int64_t event, struct err *err);

/* The event, which that import stored, had that time so far; it has another, or is removed. */
enum status absent_moved(struct store_writer *w, int64_t event, int64_t import, int64_t was, struct err *err);

/* That claim has another window now. */
enum status absent_claim(struct store_writer *w, int64_t claim, struct err *err);

/* Notes whether, and by which readings, the store knows the dump that was just read. */
enum status absent_known(struct store_writer *w, const struct store_import *info, struct err *err);

/* Those of the events from first to last, which the part met, that no reading of its dump had before: so
 * before they are written to met. */
enum status absent_doubt_met(struct store_writer *w, int64_t first, int64_t last, struct err *err);

/* All that the part stored. */
enum status absent_doubt_stored(struct store_writer *w, struct err *err);

/* What a new claim of a dump that was not read before lacks. */
enum status absent_find(struct store_writer *w, struct err *err);

/* All else; the imports' rows and what they met are written.  Sets counts->absent,
 * and what lies outside the windows that earlier runs claimed. */
enum status absent_settle(struct store_writer *w, struct import_counts *counts, struct err *err);

#endif
