/* buf: owned bytes.  See buf.h. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "buf.h"
#include "mem.h"

static unsigned char empty[1]; /* what an empty buf points to; nothing writes there */

void buf_init(struct buf *b, size_t cap)
{
    *b = (struct buf){empty, 0, 0, cap};
}

void buf_release(struct buf *b)
{
    if (b->p != empty)
        mem_free(b->p);
    buf_init(b, b->cap);
}

void buf_clear(struct buf *b)
{
    b->n = 0;
    if (b->p != empty)
        b->p[0] = 0;
}

bool buf_room(const struct buf *b, size_t n)
{
    return n <= b->cap - b->n;
}

unsigned char *buf_more(struct buf *b, size_t n)
{
    size_t size = b->size + b->size / 2 + 64;

    assert(b->p != NULL && buf_room(b, n));
    if (size < b->n + n + 1)
        size = b->n + n + 1;
    if (size > b->cap + 1)
        size = b->cap + 1;
    b->p = mem_resize(b->p == empty ? NULL : b->p, size, 1);
    b->size = size;
    return b->p + b->n;
}

static size_t count_digits(uint64_t u)
{
    size_t n = 1;

    for (; u >= 10000; u /= 10000)
        n += 4;
    return n + (u >= 10) + (u >= 100) + (u >= 1000);
}

/* Two digits a step: the divisions take the time. */
static void put_digits(unsigned char *end, uint64_t u)
{
    for (; u >= 10; u /= 100) {
        unsigned two = (unsigned)(u % 100);

        *--end = (unsigned char)('0' + two % 10);
        *--end = (unsigned char)('0' + two / 10);
    }
    if (u > 0)
        *--end = (unsigned char)('0' + u);
}

void buf_int(struct buf *b, int64_t v)
{
    uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    size_t sign = v < 0, n = count_digits(u);
    unsigned char *p = buf_space(b, sign + n);

    p[0] = v < 0 ? '-' : '0';
    put_digits(p + sign + n, u);
    buf_grew(b, sign + n);
}

void buf_hex(struct buf *b, const void *p, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *bytes = p;
    unsigned char *to = buf_space(b, 2 * n);

    for (size_t i = 0; i < n; i++) {
        to[2 * i] = (unsigned char)digits[bytes[i] >> 4];
        to[2 * i + 1] = (unsigned char)digits[bytes[i] & 15];
    }
    buf_grew(b, 2 * n);
}

void buf_formatv(struct buf *b, const char *format, va_list ap)
{
    va_list again;
    int n;

    va_copy(again, ap);
    n = vsnprintf(NULL, 0, format, ap);
    assert(n >= 0);
    vsnprintf((char *)buf_space(b, (size_t)n + 1), (size_t)n + 1, format, again);
    va_end(again);
    buf_grew(b, (size_t)n);
}

void buf_format(struct buf *b, const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    buf_formatv(b, format, ap);
    va_end(ap);
}

void buf_drop(struct buf *b, size_t n)
{
    assert(n <= b->n);
    if (n == 0)
        return;
    memmove(b->p, b->p + n, b->n - n);
    b->n -= n;
    b->p[b->n] = 0;
}

struct slice buf_view(const struct buf *b)
{
    return (struct slice){b->p, b->n};
}

const char *buf_string(const struct buf *b)
{
    return (const char *)b->p;
}
