/*
 * slice: borrowed bytes.
 *
 * Whoever hands a slice out says how long it lives.
 */
#ifndef SLICE_H
#define SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct arena;

struct slice {
    const unsigned char *p; /* may be NULL when n is 0 */
    size_t n;               /* bytes */
};

#define SLICE_NONE     ((struct slice){NULL, 0})
#define SLICE(literal) ((struct slice){(const unsigned char *)("" literal), sizeof(literal) - 1})

struct slice slice_text(const char *text); /* NULL gives SLICE_NONE */

static inline bool slice_equal(struct slice a, struct slice b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool slice_is(struct slice a, const char *text);
bool slice_starts(struct slice a, struct slice prefix);
bool slice_listed(struct slice list, struct slice word); /* is word one of "a, b"? */

/* Order of bytes, then of length: less than, equal to or greater than 0, as memcmp. */
int slice_order(struct slice a, struct slice b);

/* A space, tab, CR or LF. */
static inline bool slice_blank(unsigned char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Without blanks at both ends. */
struct slice slice_trim(struct slice a);

/* A copy that lives as long as the arena's next reset. */
struct slice slice_copy(struct arena *a, struct slice s);

/* Decimal digits, with an optional '-', that fit int64; false if s is anything else. */
bool slice_int(struct slice s, int64_t *out);

/* For hash tables, not for identity nor to be stored: it differs from machine to machine.  Every byte
 * reaches every bit (multiplied by constants, the halves of the products folded, as wyhash does). */
uint64_t slice_hash(struct slice s);

/* The same, for tables whose texts somebody may have chosen so that they collide: with a seed that he
 * cannot know.  No order that shows may depend on it. */
uint64_t slice_hash_from(uint64_t seed, struct slice s);
uint64_t slice_hash_seed(void); /* random; 0 if the system has nothing random */

#endif
