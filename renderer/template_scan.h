/*
 * template_scan: a template's text cut into tags and pieces of lines; private to template*.c.
 *
 * Knows delimiters and names, not what a tag does.
 */
#ifndef TEMPLATE_SCAN_H
#define TEMPLATE_SCAN_H

#include "template_set.h"

enum token_kind {
    TOKEN_TEXT, /* at most one line, its newline included */
    TOKEN_VALUE,
    TOKEN_RAW,
    TOKEN_SECTION,
    TOKEN_INVERTED,
    TOKEN_CLOSE,
    TOKEN_COMMENT,
    TOKEN_DELIMITERS,
    TOKEN_PARTIAL,
    TOKEN_PARENT,
    TOKEN_BLOCK
};

struct token {
    enum token_kind kind;
    struct slice text;   /* TEXT: the bytes; else the tag's name, trimmed */
    size_t start, after; /* offsets in the source */
    uint32_t line, column;
    /* filled in by the parser */
    size_t match;        /* of openers: their CLOSE, and the other way round */
    bool ignored;        /* stands directly within a parent */
    bool dropped;        /* blank text of a line that is not shown */
    bool alone;          /* its line is not shown */
    size_t next_line;    /* first token of the next line; of tags that are alone */
    struct slice indent; /* blanks before it, if nothing else is */
};

struct tokens {
    struct token *v;
    size_t n, room;
};

/* Cuts u->source; *out is owned by the caller (mem_free(out->v)), on failure too. */
enum status template_scan(const struct unit *u, struct tokens *out, struct err *err);

/* The name of a value or section, cut at its dots. */
enum status template_path(struct template_set *set, const struct unit *u, const struct token *t,
                          struct path *out, struct err *err);

/* Blanks: space, tab, CR, LF. */
bool template_blank(struct slice s);

#endif
