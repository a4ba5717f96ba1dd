/*
 * pattern: PCRE2 patterns on texts of dumps, with limits.
 *
 * A pattern is immutable; a matcher is one thread's working memory.  A search ends at its limits: no
 * record can stall an import.  Only the first PATTERN_MAX_TEXT bytes of a text are looked at.
 */
#ifndef PATTERN_H
#define PATTERN_H

#include "buf.h"
#include "err.h"

#define PATTERN_MAX_TEXT ((size_t)16 << 10)

struct pattern;
struct matcher;

/* *at is the byte of text where the mistake is.  Caller owns *out.  Codes: PROFILE-REGEX. */
enum status pattern_new(struct slice text, struct pattern **out, size_t *at, struct err *err);
void pattern_free(struct pattern *p); /* NULL is allowed */

struct matcher *matcher_new(void);
void matcher_free(struct matcher *m); /* NULL is allowed */

enum pattern_search {
    PATTERN_FOUND,
    PATTERN_NONE, /* no more */
    PATTERN_LIMIT /* unknown: the search took more steps than are allowed */
};

/* The next match from byte *from on: group 1 if the pattern has groups, else all of it; borrowed
 * from text.  *from moves behind the match. */
enum pattern_search pattern_find(struct matcher *m, const struct pattern *p, struct slice text, size_t *from,
                                 struct slice *found);

#endif
