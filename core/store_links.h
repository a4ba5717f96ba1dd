/*
 * store_links: which items an event concerns, as numbers that are sorted and packed into by_item.
 *
 * Private to store*.c.  store_links.c gathers the links of a dump, store_chunks.c packs them into rows.
 */
#ifndef STORE_LINKS_H
#define STORE_LINKS_H

#include "store.h"

struct slot;

/* An event of an item, in words whose order is that of by_item: month and item; second of the month
 * and event. */
enum { LINK_WHERE, LINK_WHEN, LINK_WORDS };

struct link {
    uint64_t word[LINK_WORDS];
};

struct chunk { /* a row of by_item: n events of one month and item */
    struct link first;
    size_t n;
    int64_t last;      /* second of the last one, and */
    struct slice list; /* column events, if n > 1 */
};

/* store_links.c: adds an event's links, and the event to items and tallies.  Links whose month the
 * dump has left may be written then. */
enum status links_count(struct store_writer *w, const struct slot *slot, struct arena *a, struct err *err);
/* Does a rewritten event have that stored link still?  Then it is marked, not to be added again. */
bool links_stay(const struct slot *slot, const struct link *link);
void links_open(struct store_writer *w);
void links_close(struct store_writer *w);
enum status links_flush(struct store_writer *w, struct err *err);
uint64_t links_pending(const struct store_writer *w); /* not yet written */
struct link link_make(int64_t at, int64_t item, int64_t event);
/* Of a stored row's numbers; false: they are no link's. */
bool link_of(struct link *l, int64_t period, int64_t item, int64_t second, int64_t event);
void link_move(struct link *l, int64_t second, int64_t event); /* within its month and item */
int64_t link_period(const struct link *l);
int64_t link_item(const struct link *l);
int64_t link_second(const struct link *l);
int64_t link_event(const struct link *l);
void links_sort_items(int64_t *items, size_t n); /* by number */
/* Sorts n links, fewer than 2^32, by their first so many words; stable.  Gives the one of the two
 * arrays that holds the result. */
struct link *links_sort(struct link *all, struct link *scratch, size_t n, size_t words);

/* store_chunks.c: rows of by_item. */
void chunks_open(struct store_writer *w);
void chunks_close(struct store_writer *w);
/* Links come sorted; rows are written by chunks_flush() at the latest. */
enum status chunks_add(struct store_writer *w, const struct link *link, struct err *err);
enum status chunks_flush(struct store_writer *w, struct err *err);
/* Takes a stored link out of its row.  STORE-DAMAGED: it is in none. */
enum status chunks_remove(struct store_writer *w, const struct link *link, struct err *err);

#endif
