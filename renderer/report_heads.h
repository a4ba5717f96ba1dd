/*
 * report_heads: the ways into a long index of items: where each page begins, and each first character.
 *
 * Private to renderer/report*.c.  Bounded: of many pages every second, fourth, ... is told; characters
 * beyond HEADS_THUMBS share one entry.
 */
#ifndef REPORT_HEADS_H
#define REPORT_HEADS_H

#include "report_page.h"

#define HEADS_PAGES  200
#define HEADS_THUMBS 80
#define HEADS_ITEMS  40 /* fewer need no characters to jump to */

struct heads_thumb {
    struct slice key; /* the first character of its items' keys; nothing where it shows nothing */
    struct slice letter, id, href; /* it, or a word, which no character is: "blank", "others" */
    uint64_t n;
    bool blank;
};

struct heads {
    struct arena *arena; /* lasts as long as the index */
    struct value pages[HEADS_PAGES];
    size_t n_pages;
    unsigned every; /* of so many pages one is told */
    struct heads_thumb thumbs[HEADS_THUMBS];
    size_t n_thumbs;
};

/* A new index. */
void heads_start(struct heads *h, struct arena *a);

/* Page, from 1, lies at path and begins with the key of that name. */
void heads_page(struct heads *h, unsigned page, const char *path, struct slice name);

/* The next item in order of key, on the page at path.  Returns its row's anchor, or nothing. */
struct slice heads_item(struct heads *h, const char *path, struct slice key);

/* Adds "pages", "pages_every" and "thumbs" to the first page of an index of n items. */
void heads_add(const struct heads *h, struct page *p, uint64_t n);

#endif
