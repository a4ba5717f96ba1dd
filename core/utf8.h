/*
 * utf8: checks and steps through UTF-8 (RFC 3629).
 */
#ifndef UTF8_H
#define UTF8_H

#include "buf.h"

/* Offset of the first byte that is not valid UTF-8, or s.n: overlong forms, surrogates and code
 * points above U+10FFFF are not valid. */
size_t utf8_valid(struct slice s);

/* The code point at s.p[at], its length in *length; -1 (and length 1) if it is not valid. */
int32_t utf8_at(struct slice s, size_t at, size_t *length);

/* Appends the character at s.p[at] as a terminal may get it: controls, broken bytes and the marks that
 * turn the reading direction around as \n, \r, \x1b or \u202e, a tab as a blank.  Gives its length in s. */
size_t utf8_show(struct buf *b, struct slice s, size_t at);

/* How many columns of a terminal text that may be shown takes at most: from U+1000 on a character may take
 * two. */
size_t utf8_columns(struct slice s);

/* Appends the code point, 0 to 0x10ffff. */
void utf8_add(struct buf *b, uint32_t code);

/* The longest prefix of s that has at most max bytes and does not end inside a character. */
struct slice utf8_prefix(struct slice s, size_t max);

#endif
