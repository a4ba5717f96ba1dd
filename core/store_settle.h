/*
 * store_settle: how a dump ends: versions, mappings that are renewed, what is absent or made no more.
 *
 * Private to store*.c.
 */
#ifndef STORE_SETTLE_H
#define STORE_SETTLE_H

#include "store.h"

/* store_settle.c: puts w->fresh into the table of ids and settles which version is shown. */
enum status settle_ids(struct store_writer *w, struct err *err);
/* Adds a stored event to items and tallies (sign 1), or takes it away (-1). */
enum status settle_count(struct store_writer *w, int64_t event, int sign, struct err *err);
/* Settles the versions of ids that start with h in the next pass. */
enum status settle_again(struct store_writer *w, int64_t h, struct err *err);

/* store_remap.c */
enum status remap_open(struct store_writer *w, const struct store_import *info, bool same_rule,
                       struct err *err);
void remap_close(struct store_writer *w);
int64_t remap_stale(const struct store_writer *w); /* events of the source that are stale still */
enum status remap_compare(struct store_writer *w, struct err *err); /* sets rewrite, rekeyed */
enum status remap_rewrite(struct store_writer *w, struct err *err); /* before rows_write() */
/* Takes a stored event, its links, changes and id out of the store; its row's number stays used. */
enum status remap_remove(struct store_writer *w, int64_t event, struct err *err);
enum status remap_end(struct store_writer *w, struct err *err);

/* store_remove.c: with remap, what the dump, or all parts, made once and makes no more goes; sets
 * info->removed and info->kept. */
enum status remove_unmade(struct store_writer *w, struct store_import *info, struct err *err);

/* store_window.c: takes back the claims that the reading replaces, sets info->unclaimed, and finds what its
 * window stands with: the earlier reading whose claim it corrects, or w->import.  So a dump keeps its place
 * in the order of exports, whenever its window is corrected. */
enum status settle_claims(struct store_writer *w, struct store_import *info, struct err *err);
/* w->import's row is there: the window goes to the row that it stands with, if that is another. */
enum status settle_claimed(struct store_writer *w, struct err *err);
enum status settle_items(struct store_writer *w, struct err *err);

/* store_absent.c: which events are absent from which claims.  Is there any claim so far? */
enum status absent_open(struct store_writer *w, struct err *err);
/* The event's row has changed in a way that may change what it is absent from. */
enum status absent_doubt(struct store_writer *w, int64_t event, struct err *err);
/* That claim has another window now. */
enum status absent_claim(struct store_writer *w, int64_t claim, struct err *err);
/* Notes whether, and by which readings, the store knows the dump that was just read. */
enum status absent_known(struct store_writer *w, const struct store_import *info, struct err *err);
/* Those of the events from first to last, which the part met, that no reading of its dump had before: so
 * before they are written to met. */
enum status absent_doubt_met(struct store_writer *w, int64_t first, int64_t last, struct err *err);
enum status absent_doubt_stored(struct store_writer *w, struct err *err); /* all that the part stored */
/* What a new claim of a dump that was not read before lacks. */
enum status absent_find(struct store_writer *w, struct err *err);
/* All else; the imports' rows and what they met are written.  Sets counts->absent. */
enum status absent_settle(struct store_writer *w, struct import_counts *counts, struct err *err);

#endif
