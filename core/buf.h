/*
 * buf: borrowed and owned bytes.
 *
 * A slice is borrowed: whoever hands it out says how long it lives.  A buf is owned, never NULL,
 * always followed by a NUL byte, and has a cap: what would pass it is an assert, so whatever takes
 * input checks buf_room() first.
 */
#ifndef BUF_H
#define BUF_H

#include <assert.h>
#include <stdarg.h>
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

/* Order of bytes, then of length: less than, equal to or greater than 0, as memcmp. */
int slice_order(struct slice a, struct slice b);

/* Without blanks (space, tab, CR, LF) at both ends. */
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

struct buf {
    unsigned char *p; /* n bytes and a NUL */
    size_t n, size, cap;
};

#define BUF_CAP ((size_t)1 << 30) /* the cap of a buf that no input fills */

void buf_init(struct buf *b, size_t cap);
void buf_release(struct buf *b);
void buf_clear(struct buf *b);

/* True if n more bytes stay within the cap. */
bool buf_room(const struct buf *b, size_t n);

/* As buf_space(), with more memory. */
unsigned char *buf_more(struct buf *b, size_t n);

/* n writable bytes at the end, not yet counted; buf_grew() counts them. */
static inline unsigned char *buf_space(struct buf *b, size_t n)
{
    return n < b->size - b->n ? b->p + b->n : buf_more(b, n); /* size is at most cap + 1 */
}

static inline void buf_grew(struct buf *b, size_t n)
{
    assert(n < b->size - b->n);
    b->n += n;
    b->p[b->n] = 0;
}

static inline void buf_byte(struct buf *b, unsigned char c)
{
    *buf_space(b, 1) = c;
    buf_grew(b, 1);
}

static inline void buf_add(struct buf *b, const void *p, size_t n)
{
    if (n == 0)
        return;
    memcpy(buf_space(b, n), p, n);
    buf_grew(b, n);
}

static inline void buf_slice(struct buf *b, struct slice s)
{
    buf_add(b, s.p, s.n);
}

void buf_text(struct buf *b, const char *text);
void buf_int(struct buf *b, int64_t v);
void buf_hex(struct buf *b, const void *p, size_t n);
void buf_format(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_formatv(struct buf *b, const char *format, va_list ap) __attribute__((format(printf, 2, 0)));

/* Removes the first n bytes. */
void buf_drop(struct buf *b, size_t n);

/* Borrowed until the next change of b. */
struct slice buf_view(const struct buf *b);

/* The bytes as a NUL-terminated text, borrowed. */
const char *buf_string(const struct buf *b);

#endif
