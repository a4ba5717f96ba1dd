/* buf: borrowed and owned bytes.  See buf.h. */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "buf.h"
#include "mem.h"

struct slice slice_text(const char *text)
{
    if (text == NULL)
        return SLICE_NONE;
    return (struct slice){(const unsigned char *)text, strlen(text)};
}

bool slice_is(struct slice a, const char *text)
{
    return slice_equal(a, slice_text(text));
}

bool slice_starts(struct slice a, struct slice prefix)
{
    return a.n >= prefix.n && (prefix.n == 0 || memcmp(a.p, prefix.p, prefix.n) == 0);
}

int slice_order(struct slice a, struct slice b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;

    if (c != 0)
        return c;
    return a.n < b.n ? -1 : a.n > b.n;
}

static bool is_blank(unsigned char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct slice slice_trim(struct slice a)
{
    while (a.n > 0 && is_blank(a.p[0])) {
        a.p++;
        a.n--;
    }
    while (a.n > 0 && is_blank(a.p[a.n - 1]))
        a.n--;
    return a;
}

struct slice slice_copy(struct arena *a, struct slice s)
{
    return (struct slice){arena_copy(a, s.p, s.n), s.n};
}

bool slice_int(struct slice s, int64_t *out)
{
    bool negative = s.n > 0 && s.p[0] == '-';
    uint64_t v = 0, max = (uint64_t)INT64_MAX + (negative ? 1u : 0u);
    size_t i = negative ? 1 : 0;

    if (i == s.n)
        return false;
    for (; i < s.n; i++) {
        unsigned digit = (unsigned)s.p[i] - '0';

        if (digit > 9 || v > (max - digit) / 10)
            return false;
        v = v * 10 + digit;
    }
    *out = negative ? (v == 0 ? 0 : -(int64_t)(v - 1) - 1) : (int64_t)v;
    return true;
}

/* Both halves of the product, so that each bit of either factor reaches all of the result. */
static uint64_t fold(uint64_t a, uint64_t b)
{
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)a * b;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t hash_word(uint64_t h, const unsigned char *p, size_t n)
{
    uint64_t word = 0;

    memcpy(&word, p, n);
    return fold(h ^ word, UINT64_C(0x9e3779b97f4a7c15));
}

/* Words of 8 bytes, of 4 where there are no 8; the last one overlaps what was before. */
uint64_t slice_hash_from(uint64_t seed, struct slice s)
{
    uint64_t h = seed ^ UINT64_C(0xa0761d6478bd642f);

    if (s.n >= 8) {
        for (size_t i = 0; i < s.n - 8; i += 8)
            h = hash_word(h, s.p + i, 8);
        h = hash_word(h, s.p + s.n - 8, 8);
    } else if (s.n >= 4) {
        h = hash_word(hash_word(h, s.p, 4), s.p + s.n - 4, 4);
    } else if (s.n > 0) {
        h = hash_word(h, s.p, s.n);
    }
    return fold(h ^ s.n, UINT64_C(0xff51afd7ed558ccd));
}

uint64_t slice_hash(struct slice s)
{
    return slice_hash_from(0, s);
}

uint64_t slice_hash_seed(void)
{
    uint64_t seed;

    return getentropy(&seed, sizeof(seed)) == 0 ? seed : 0;
}

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

void buf_text(struct buf *b, const char *text)
{
    buf_add(b, text, strlen(text));
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

    for (size_t i = 0; i < n; i++) {
        buf_byte(b, (unsigned char)digits[bytes[i] >> 4]);
        buf_byte(b, (unsigned char)digits[bytes[i] & 15]);
    }
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
