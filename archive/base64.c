/* base64: bytes as text and back.  See base64.h. */
#include <string.h>

#include "base64.h"

static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char url[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

#define GROUP 3 /* bytes that are four digits */

static void put_group(const char *digits, const unsigned char *p, unsigned char *to)
{
    uint32_t bits = (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];

    to[0] = (unsigned char)digits[bits >> 18];
    to[1] = (unsigned char)digits[bits >> 12 & 63];
    to[2] = (unsigned char)digits[bits >> 6 & 63];
    to[3] = (unsigned char)digits[bits & 63];
}

static void write(struct buf *b, const char *digits, const unsigned char *p, size_t n)
{
    size_t rest = n % GROUP, groups = n / GROUP;
    unsigned char *to = buf_space(b, 4 * groups + 4);

    for (size_t i = 0; i < groups; i++)
        put_group(digits, p + GROUP * i, to + 4 * i);
    if (rest > 0) {
        const unsigned char last[GROUP] = {p[n - rest], rest > 1 ? p[n - 1] : 0};

        put_group(digits, last, to + 4 * groups);
    }
    buf_grew(b, 4 * groups + (rest > 0 ? rest + 1 : 0));
}

void base64_url_write(struct buf *b, const void *p, size_t n)
{
    write(b, url, p, n);
}

void base64_write(struct buf *b, const void *p, size_t n)
{
    write(b, plain, p, n);
    for (size_t i = n % GROUP; i > 0 && i < GROUP; i++)
        buf_byte(b, '=');
}

/* The value of a digit; 64 if it is none. */
static unsigned value(const char *digits, unsigned char c)
{
    const char *at = c == 0 ? NULL : memchr(digits, c, 64);

    return at == NULL ? 64 : (unsigned)(at - digits);
}

/* Up to four digits to one byte less; false if one is no digit, or bits are left over. */
static bool read_group(const char *digits, const unsigned char *p, size_t n, struct buf *b)
{
    uint32_t bits = 0;

    for (size_t i = 0; i < 4; i++) {
        unsigned v = i < n ? value(digits, p[i]) : 0;

        if (v > 63)
            return false;
        bits = bits << 6 | v;
    }
    for (size_t i = 0; i < n - 1; i++)
        buf_byte(b, (unsigned char)(bits >> (16 - 8 * i)));
    return (bits << (8 * (n - 1)) & 0xffffff) == 0;
}

static bool read(const char *digits, struct slice text, struct buf *b)
{
    size_t before = b->n;

    if (text.n % 4 == 1)
        return false;
    for (size_t i = 0; i < text.n; i += 4)
        if (!read_group(digits, text.p + i, text.n - i < 4 ? text.n - i : 4, b)) {
            b->n = before;
            b->p[before] = 0;
            return false;
        }
    return true;
}

bool base64_url_read(struct slice text, struct buf *b)
{
    return read(url, text, b);
}

bool base64_read(struct slice text, struct buf *b)
{
    if (text.n % 4 != 0)
        return false;
    for (int i = 0; i < 2 && text.n > 0 && text.p[text.n - 1] == '='; i++)
        text.n--;
    return read(plain, text, b);
}
