/*
 * term_text: numbers, and texts that are not ours, as people read them.
 *
 * Knows no stream.  Texts are added to the caller's buf, numbers written into the caller's out, which is
 * given back; nothing is held, and nothing fails: what no one could read is shown in another way.
 */
#ifndef TERM_TEXT_H
#define TERM_TEXT_H

#include "buf.h"

/* Appends s with controls and broken UTF-8 made visible, at most width columns wide (0: all), those of
 * wide characters not underestimated; what is cut ends in "...". */
void term_safe(struct buf *b, struct slice s, size_t width);

/* 1234567 as "1,234,567"; 1234567 bytes as "1.2 MB". */
#define TERM_NUMBER 32
const char *term_number(uint64_t v, char out[TERM_NUMBER]);
const char *term_size(uint64_t bytes, char out[TERM_NUMBER]);

#endif
