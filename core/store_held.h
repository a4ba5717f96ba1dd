/*
 * store_held: the events that holds in force cover, as a condition in SQL.
 *
 * Private to store*.c.
 */
#ifndef STORE_HELD_H
#define STORE_HELD_H

#include "store_holds.h"
#include "store_schema.h"

/* What is held now, as temp.held_item and temp.held_action; *any: is something? */
enum status held_gather(struct store *s, bool *any, struct err *err);

/* The first hold that covers event e, after held_gather(); NULL: none does. */
#define HELD_BY                                                                                              \
    "(SELECT min(hold) FROM (SELECT h.hold FROM temp.held_action h WHERE h.action=e.action UNION ALL"        \
    " SELECT h.hold FROM json_each(e.parties) p JOIN temp.held_item h ON h.item=" PARTY_ITEM "))"

#endif
