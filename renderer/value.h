/*
 * value: what a template sees.
 *
 * A tree of borrowed things: text, maps, lists and rows.  Whoever builds it keeps it alive for as
 * long as the render runs; the builders below put all of it into one arena.  Knows neither pages
 * nor the store.
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

struct value value_bool(bool b);
struct value value_text(struct slice text);             /* borrowed */
struct value value_string(const char *text);            /* borrowed; NULL gives NONE */
struct value value_int(struct arena *a, int64_t v);     /* its decimal digits */
struct value value_of_map(const struct value_map *map); /* borrowed */

/* <a href="...">text</a>, both parts escaped, the address checked as in an href; an empty href
 * gives the escaped text alone. */
struct value value_link(struct arena *a, struct slice href, struct slice text);

/* Markup that the caller vouches for: made by a template in HTML mode, or of literals.  text is
 * what it says where markup cannot stand.  Borrowed. */
struct value value_markup(struct arena *a, struct slice markup, struct slice text);

/* A map in the making: at most max fields, in the arena.  The functions return the field's value so
 * that a row's map can be built once and its values changed from row to row.  name is borrowed. */
struct value_builder {
    struct value_map map; /* usable at any time: value_of_map(&b.map), or value_built() for a copy */
    struct value_field *fields;
    size_t max;
    struct arena *arena;
};

void value_begin(struct value_builder *b, struct arena *a, size_t max);
struct value *value_add(struct value_builder *b, const char *name, struct value v);
struct value *value_add_text(struct value_builder *b, const char *name, struct slice text);
struct value *value_add_string(struct value_builder *b, const char *name, const char *text);
struct value *value_add_bool(struct value_builder *b, const char *name, bool v);
struct value value_built(const struct value_builder *b); /* the map's head lies in the arena */

/* n values copied into the arena. */
struct value value_list_of(struct arena *a, const struct value *items, size_t n);
struct value value_of_rows(struct arena *a, struct value_rows rows);

#endif
