/*
 * needles: finds texts in bytes, however they are spelled there.
 *
 * A text is found as UTF-8 whatever the case of its ASCII letters, as UTF-16 of either order, and where JSON,
 * XML or CSV escape some of it, one within the other too.  One of fewer than NEEDLE_WHOLE bytes is found as a
 * whole word only: no ASCII letter or digit stands beside it.  Knows neither events nor stores; cannot fail.
 */
#ifndef NEEDLES_H
#define NEEDLES_H

#include "slice.h"

#define NEEDLE_WHOLE 6      /* bytes */
#define NEEDLES_ROOM 65536u /* bytes of all spellings, five for one of the texts: bounds the memory */

struct needles; /* owned by the caller: needles_free() */
struct needles *needles_new(void);
void needles_free(struct needles *n); /* NULL is allowed */

/* One more, before the first search; one that is there already, or empty, is none.  False: there is no room.
 */
bool needles_add(struct needles *n, struct slice text);

/* Those of them that are found among any other bytes, anew.  Owned by the caller. */
struct needles *needles_of_any(const struct needles *n);

size_t needles_count(const struct needles *n);
size_t needles_longest(const struct needles *n); /* bytes of the longest spelling */

/* Does one of them stand in the bytes?  Time is that of some looks at each byte, however many there are. */
bool needles_in(struct needles *n, struct slice bytes);

#endif
