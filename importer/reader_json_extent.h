/*
 * reader_json_extent: where one JSON value ends, found in blocks of any size.
 *
 * Follows strings, brackets and the order of tokens, no more: what it finds is then parsed
 * strictly.  Knows neither windows nor records.  Private to importer/reader_json*.c.
 *
 * A strict scan stops at the first token that cannot stand there.  A lenient one, for the elements
 * of a list, goes on to the end of a damaged value, so that the next element is found.
 */
#ifndef READER_JSON_EXTENT_H
#define READER_JSON_EXTENT_H

#include "json.h"

enum extent {
    EXTENT_MORE,    /* at is the end of the bytes: give more */
    EXTENT_DONE,    /* at is behind the value */
    EXTENT_BROKEN,  /* at is a byte that cannot stand there; nothing is known about what follows */
    EXTENT_SIBLING, /* lenient: at is an opening brace where no value of an object can stand: the next
                       element? */
    EXTENT_OUTER    /* lenient: at is a closing bracket of something further out */
};

struct extent_scan {
    bool strict;
    bool damaged;                               /* lenient: a token stood where it cannot */
    bool in_string, escaped, in_scalar, quoted; /* quoted: the last byte closed a string */
    unsigned char need;                         /* which token may come next */
    size_t depth;
    unsigned char object[JSON_DEPTH / 8]; /* one bit a level; deeper levels are only counted */
};

void extent_start(struct extent_scan *x, bool strict);

/* Goes on at p[*at], the first time the value's first byte, up to p[n]. */
enum extent extent_scan(struct extent_scan *x, const unsigned char *p, size_t n, size_t *at);

/* At EXTENT_SIBLING: the brace belongs to the value after all; scan on. */
void extent_take_brace(struct extent_scan *x, size_t *at);

/* A number or literal ends where the dump ends: true if the value is whole then. */
bool extent_whole_at_end(const struct extent_scan *x);

#endif
