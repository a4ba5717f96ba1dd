/*
 * store_erase: stored content that goes for good, and what stays of it.
 *
 * An event goes as a whole, but for its time, outcome, count, place in the order of its dump and, if a
 * catalog lists it, action; or some of its values do.  Both lose their identity: digests of what was erased
 * can be guessed.  What was erased is known again by marks (store_marks.h).  Sums, links and items are those
 * of what is left; tallies stay, but for actions that no catalog lists.  Knows the names of values that the
 * ledger commits to, neither its lines nor who asked.
 *
 * Between store_begin() and store_commit(): open, choose, look at what was chosen, apply, close.  Failures
 * are those of store.h; memory is bounded, whatever was chosen.
 */
#ifndef STORE_ERASE_H
#define STORE_ERASE_H

#include "needles.h"
#include "pepper.h"
#include "store.h"

#define ERASED_TEXT "[erased]" /* what stands in the place of a text, and is the key of an item */

struct store_erase;

/* With marks if store_marks_use() gave a pepper; else nothing is marked, as for a trial.  Owned by the
 * caller: store_erase_close(), before the transaction ends. */
enum status store_erase_open(struct store *s, struct store_erase **out, struct err *err);
void store_erase_close(struct store_erase *x); /* NULL is allowed */

/* Chooses all events in which the item takes part, to go as a whole, with all versions of their ids: *found =
 * false if there is no such item. */
enum status store_erase_item(struct store_erase *x, struct slice type, struct slice key, bool *found,
                             struct err *err);

/* Was it erased before?  And its mark, zeros if nothing is marked. */
enum status store_erase_known(struct store_erase *x, bool *known, unsigned char mark[PEPPER_MARK],
                              struct err *err);

/* What is searched for: the item's key and labels.  ERASE-LABELS: there are too many. */
enum status store_erase_needles(struct store_erase *x, struct needles *n, struct err *err);

/* Chooses every other value, reject, dump's name and value of an act in which one of n stands.  Reads all of
 * them once.  n is borrowed until store_erase_close(). */
enum status store_erase_search(struct store_erase *x, struct needles *n, struct err *err);

/* After the last choice: settles what it brings with it, and counts. */
struct store_erase_counts {
    uint64_t events; /* as a whole */
    uint64_t partly; /* events of which some values go */
    uint64_t values; /* of them, and of acts */
    uint64_t rejects, dumps;
    uint64_t items; /* that no event concerns any more; set by store_erase_apply() */
};
enum status store_erase_count(struct store_erase *x, struct store_erase_counts *out, struct err *err);

enum erase_kind { ERASE_EVENT, ERASE_ACT, ERASE_REJECT, ERASE_DUMP, ERASE_ITEM };

struct store_erase_row { /* texts live until the next call */
    enum erase_kind kind;
    uint64_t seq;       /* entry of an event or act; UINT64_MAX: it is not sealed */
    struct slice names; /* of its values, in order, a blank between them; n = 0: it goes as a whole */
    struct slice where; /* name of the dump that an event, a reject is of; of a dump; TYPE:KEY of an item */
    uint64_t record;    /* the place in that dump */
};
struct store_erase_rows;
/* Entries in order, then what is not sealed; all: then rejects, dumps and, of a trial that was applied, items
 * that are no more. */
enum status store_erase_rows_open(struct store_erase *x, bool all, struct store_erase_rows **out,
                                  struct err *err);
enum status store_erase_rows_next(struct store_erase_rows *c, struct store_erase_row *out, struct err *err);
void store_erase_rows_close(struct store_erase_rows *c); /* NULL is allowed */

/* The entry's salts, until the next call, and the hash that its line was sealed with. */
enum status store_erase_entry(struct store_erase *x, uint64_t seq, struct slice *salts,
                              unsigned char leaf[DIGEST_SIZE], struct err *err);
/* Keeps an entry's line, and its salts without those of what goes, which are zeros. */
enum status store_erase_keep(struct store_erase *x, uint64_t seq, struct slice line, struct slice salts,
                             struct err *err);

/* Erases what was chosen.  Sets out->items. */
enum status store_erase_apply(struct store_erase *x, struct store_erase_counts *out, struct err *err);

#endif
