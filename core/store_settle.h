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
enum status settle_absent(struct store_writer *w, struct err *err); /* fills absent, counts */
/* w->import's row is there: the window goes to the row that it stands with, if that is another. */
enum status settle_claimed(struct store_writer *w, struct err *err);
/* w->import's row is there: what this reading met is absent from no earlier one of the same bytes. */
enum status settle_present(struct store_writer *w, struct err *err);

/* store_edges.c: the items in temp.dirty. */
enum status settle_items(struct store_writer *w, struct err *err);

#endif
