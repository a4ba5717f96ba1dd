/*
 * utf8: checks, steps through and writes UTF-8 (RFC 3629).
 *
 * Knows neither languages nor fonts.  Owns nothing and cannot fail: what is no UTF-8 is told.
 */
#ifndef UTF8_H
#define UTF8_H

#include "buf.h"

/* Offset of the first byte that is not valid UTF-8, or s.n: overlong forms, surrogates and code
 * points above U+10FFFF are not valid. */
size_t utf8_valid(struct slice s);

/* A byte that stands only behind the first of a character. */
static inline bool utf8_tail(unsigned char c)
{
    return (c & 0xc0) == 0x80;
}

/* The code point at s.p[at], its length in *length; -1 (and length 1) if it is not valid. */
int32_t utf8_at(struct slice s, size_t at, size_t *length);

/* Appends the character at s.p[at] as a terminal may get it: controls, broken bytes and the marks that
 * turn the reading direction around as \n, \r, \x1b or \u202e, a tab as a blank.  Gives its length in s. */
size_t utf8_show(struct buf *b, struct slice s, size_t at);

/* How many columns of a terminal text that may be shown takes at most: two a character from U+1000 on. */
size_t utf8_columns(struct slice s);

/* Writes the code point, 0 to 0x10ffff, to p and returns its length, 4 at most.  A surrogate, which is no
 * character, gets the three bytes that it would have. */
static inline size_t utf8_put(unsigned char *p, uint32_t code)
{
    if (code < 0x80) {
        p[0] = (unsigned char)code;
        return 1;
    }
    if (code < 0x800) {
        p[0] = (unsigned char)(0xc0 | code >> 6);
        p[1] = (unsigned char)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        p[0] = (unsigned char)(0xe0 | code >> 12);
        p[1] = (unsigned char)(0x80 | (code >> 6 & 0x3f));
        p[2] = (unsigned char)(0x80 | (code & 0x3f));
        return 3;
    }
    p[0] = (unsigned char)(0xf0 | code >> 18);
    p[1] = (unsigned char)(0x80 | (code >> 12 & 0x3f));
    p[2] = (unsigned char)(0x80 | (code >> 6 & 0x3f));
    p[3] = (unsigned char)(0x80 | (code & 0x3f));
    return 4;
}

/* Appends it. */
void utf8_add(struct buf *b, uint32_t code);

/* The longest prefix of s that has at most max bytes and does not end inside a character. */
struct slice utf8_prefix(struct slice s, size_t max);

#endif
