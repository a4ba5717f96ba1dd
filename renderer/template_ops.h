/*
 * template_ops: what a template is between its text and its output; private to template*.c.
 *
 * A file (unit) is a flat array of ops.  A body is a stretch of them that is rendered on its own:
 * the file itself, and each block.  Overriding replaces one body by another.  In HTML mode a body
 * is checked once for every HTML state that it is entered in; such a variant tells the state at
 * each op.  Everything lives in the set's arena and does not change once it is compiled.
 */
#ifndef TEMPLATE_OPS_H
#define TEMPLATE_OPS_H

#include "template.h"

enum op_kind {
    OP_TEXT,
    OP_VALUE,
    OP_SECTION,  /* runs to its OP_END, once an item */
    OP_INVERTED, /* runs to its OP_END */
    OP_END,
    OP_PARTIAL,
    OP_PARENT, /* its arguments' ops follow, up to its OP_END */
    OP_BLOCK   /* its body follows, up to its OP_END */
};

#define OP_RAW      1u  /* VALUE: {{{x}}} or {{&x}} */
#define OP_LINE     2u  /* TEXT: starts a line */
#define OP_TAIL     4u  /* TEXT: the line after its last newline starts with a tag */
#define OP_ALONE    8u  /* PARTIAL, PARENT, BLOCK: alone on its line, which is not shown */
#define OP_ARGUMENT 16u /* BLOCK: directly within a parent */

struct path { /* a dotted name; n = 0 is "." */
    const struct slice *parts;
    size_t n;
};

struct op {
    unsigned char kind;
    unsigned char flags;
    uint32_t end; /* SECTION, INVERTED, PARENT, BLOCK: index of the END; END: of its start */
    uint32_t line, column;
    struct slice text; /* TEXT: the bytes; PARTIAL, PARENT, BLOCK: what indents its lines */
    union {
        struct path path;  /* VALUE, SECTION, INVERTED */
        struct unit *unit; /* PARTIAL, PARENT */
        struct body *body; /* BLOCK */
    } as;
};

struct body {
    struct unit *unit;
    struct slice name;   /* of the block; empty for the file */
    uint32_t first, end; /* ops */
    bool own_line;       /* starts on a line of its own */
    struct variant *variants;
};

struct piece { /* where a stretch of literal text came from */
    size_t at; /* offset in literal */
    uint32_t line, column;
};

struct unit {
    struct unit *next;
    struct unit *todo; /* of the loading that runs */
    unsigned round;    /* the last one that met it */
    struct slice name;
    const char *where;
    struct slice source, literal; /* literal: all OP_TEXT bytes in one */
    struct op *ops;
    uint32_t n_ops;
    struct piece *pieces;
    size_t n_pieces;
    struct body *body; /* the whole file */
    bool loaded, missing;
    const char *asked_by; /* the first tag that names it */
    uint32_t asked_line, asked_column;
};

#endif
