/*
 * base64: bytes as text (RFC 4648): section 4 with padding, section 5 ("url") without.
 *
 * Reading accepts what writing gives and nothing else, so that no two texts stand for the same bytes.
 */
#ifndef BASE64_H
#define BASE64_H

#include "buf.h"

void base64_write(struct buf *b, const void *p, size_t n);
void base64_url_write(struct buf *b, const void *p, size_t n);

/* The bytes that text stands for are added to b; false, and b is as it was, if it is not canonical. */
bool base64_read(struct slice text, struct buf *b);
bool base64_url_read(struct slice text, struct buf *b);

#endif
