/*
 * buf: owned bytes.
 *
 * Never NULL, always followed by a NUL byte, and with a cap: what would pass it is an assert, so
 * whatever takes input checks buf_room() first.
 */
#ifndef BUF_H
#define BUF_H

#include <assert.h>
#include <stdarg.h>

#include "slice.h"

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

/* Public for buf_space(), which alone calls it: the same with more memory. */
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

/* The length of a literal is known when it is compiled. */
static inline void buf_text(struct buf *b, const char *text)
{
    buf_add(b, text, strlen(text));
}

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
