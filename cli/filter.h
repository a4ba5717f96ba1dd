/*
 * filter: --since, --until, --item and --action as what the store understands.
 *
 * Reads the store to know its items and actions, and prints nothing but a note of what a word was taken
 * for.  What a filter borrows lives as long as the cli.  ST_FAIL: the word means nothing, and the text
 * tells what is near.
 */
#ifndef FILTER_H
#define FILTER_H

#include "cli.h"
#include "store_read.h"

#define OPT_FILTERS (OPT_BIT(OPT_SINCE) | OPT_BIT(OPT_UNTIL) | OPT_BIT(OPT_ITEM) | OPT_BIT(OPT_ACTION))

/* text: as the user gave it, "" for none.  Codes: USAGE-VALUE, ITEM-UNKNOWN. */
enum status filter_read(struct cli *cli, struct store *store, struct store_filter *f, struct buf *text,
                        struct err *err);

enum filter_type { TYPE_STRANGE, TYPE_NEAR, TYPE_KNOWN };

/* Is type one that the store has, or near one?  Appends what to tell of it if it is none: "did you mean
 * license?" or "there are license, order". */
enum status filter_types(struct store *store, struct slice type, enum filter_type *is, struct buf *out,
                         struct err *err);

/* Appends some items of a type, or (type n = 0) of any, that a word which is no key may mean, as TYPE:KEY. */
enum status filter_near(struct store *store, struct slice type, struct slice word, struct buf *out,
                        struct err *err);

struct filter_named {
    int64_t item;    /* 0: none */
    struct buf name; /* its TYPE:KEY */
    size_t type_n;   /* bytes of TYPE, which may hold ':' as KEY may */
};

/* The item that TYPE:KEY names, or the only one whose label (or key, without a TYPE) the word is, which
 * is noted then.  to->name is begun and empty.  to->item = 0: the word is neither.  ITEM-UNKNOWN: the
 * text tells near ones, the types there are, or the several items that bear the name. */
enum status filter_item(struct cli *cli, struct store *store, const char *word, struct filter_named *to,
                        struct err *err);
/* The same of what must be an item: USAGE-VALUE if it is neither. */
enum status filter_known(struct cli *cli, struct store *store, const char *word, struct filter_named *to,
                         struct err *err);

#endif
