/*
 * value: what a template sees.
 *
 * A tree of borrowed things: text, maps, lists and rows.  Whoever builds it keeps it alive for as
 * long as the render runs; value_make puts all of it into one arena.  Knows neither pages nor the
 * store.
 *
 * Falsy: NONE, FALSE, empty text, an empty list, rows of which there is none.  A map is always true.
 */
#ifndef VALUE_H
#define VALUE_H

#include "buf.h"
#include "err.h"
#include "mem.h"

enum value_kind {
    VALUE_NONE,
    VALUE_FALSE,
    VALUE_TRUE, /* {{x}} of it prints nothing: it is for sections */
    VALUE_TEXT, /* any bytes; what is not UTF-8 comes out as U+FFFD */
    VALUE_HTML, /* markup of our own making, with what it says as plain text */
    VALUE_MAP,
    VALUE_LIST,
    VALUE_ROWS /* a list that is pulled */
};

struct value {
    enum value_kind kind;
    union {
        struct slice text;
        const struct value_html *html;
        const struct value_map *map;
        const struct value_list *list;
        const struct value_rows *rows;
    } as;
};

/* In HTML text {{x}} gives markup as it is; in attributes, titles and plain text it gives text,
 * escaped.  Made by value_link() and value_markup() only. */
struct value_html {
    struct slice markup, text;
};

struct value_field {
    struct slice name; /* without dots: a dotted name in a template walks through maps */
    struct value value;
};

struct value_map {
    const struct value_field *fields; /* looked up from the first: put what is used most first */
    size_t n;
};

struct value_list {
    const struct value *items;
    size_t n;
};

struct value_pull;

/* A list of any length, made row by row while it is rendered.  Each section over it, an inverted one
 * too, reads it anew: a template may use it twice, even within itself. */
struct value_rows {
    enum status (*open)(struct value_pull *p, struct err *err); /* sets p->cursor; NULL: nothing to open */
    /* ST_OK with row p->i, made in p->arena; ST_END after the last; else an error that ends the render. */
    enum status (*next)(struct value_pull *p, struct value *row, struct err *err);
    void (*close)(void *cursor); /* of each that was opened, however the render ends; NULL with open */
    void *ctx;
    uint64_t max; /* rows at most */
};

struct value_pull { /* one reading of such a list */
    const struct value_rows *rows;
    void *cursor;
    uint64_t i;         /* how many rows came before, from 0 */
    struct arena arena; /* reset before each row */
};

#define VALUE_MISSING ((struct value){.kind = VALUE_NONE})

#endif
