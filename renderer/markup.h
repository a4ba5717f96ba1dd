/*
 * markup: small pieces of HTML and SVG, written by hand where a template would be too slow or could
 * not say it.
 */
#ifndef MARKUP_H
#define MARKUP_H

#include "buf.h"
#include "mem.h"

/* Appends text so that it is safe in element content and in a quoted attribute. */
void markup_text(struct buf *b, struct slice text);

/* Appends v / 100 with at most two decimals: 1250 gives 12.5. */
void markup_hundredths(struct buf *b, int64_t v);

/* part of whole in hundredths of a percent, 0 if whole is 0. */
int64_t markup_share(uint64_t part, uint64_t whole);

/* A text with its thousands separated. */
void markup_number(struct buf *b, uint64_t n);

/* What b holds, copied to the arena; b is cleared. */
struct slice markup_take(struct arena *a, struct buf *b);

#endif
