/*
 * json: JSON text (RFC 8259), read strictly and written.
 *
 * The scanner checks one whole text that lies in memory and hands out its tokens; it knows neither
 * records nor dumps.  What a dump holds between records is importer/reader_json.c's matter.
 * Numbers stay the text that they were: 64-bit integers and long decimals survive.
 */
#ifndef JSON_H
#define JSON_H

#include "buf.h"
#include "err.h"
#include "mem.h"

#define JSON_DEPTH 512 /* levels of arrays and objects */

enum json_token {
    JSON_END,
    JSON_ERROR, /* scan->err says why and where */
    JSON_NULL,
    JSON_TRUE,
    JSON_FALSE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_KEY, /* a member's name; its value's token follows */
    JSON_ARRAY,
    JSON_ARRAY_END,
    JSON_OBJECT,
    JSON_OBJECT_END
};

struct json_scan {
    struct slice text; /* the whole text, borrowed */
    size_t at;         /* next byte */
    struct arena *arena;
    /* Of NUMBER, STRING, KEY: decoded; borrowed from text, or from the arena where escapes had to be
     * undone. */
    struct slice value;
    size_t start; /* where the last token began */
    unsigned depth;
    unsigned char expect;                 /* what may come next; private */
    unsigned char object[JSON_DEPTH / 8]; /* one bit a level: object or array; private */
    struct err err;                       /* code JSON-..., column = byte from 1 */
};

/* Starts on text, which must outlive the scan.  Decoded strings live in arena. */
void json_start(struct json_scan *scan, struct slice text, struct arena *arena);

/* The next token.  One value may stand in the text, blanks around it; bytes after it are an error.
 * Errors: bad UTF-8, control characters in strings, lone surrogate escapes, depth, grammar. */
enum json_token json_next(struct json_scan *scan);

/* Would the scanner read text to its end? */
bool json_is_valid(struct slice text);

/* Appends text as a JSON string with its quotes; bytes that are not UTF-8 become U+FFFD.  What must be
 * escaped is: quote, backslash, and controls (short forms where they exist); and so are DEL and U+0080
 * to U+009F, which terminals obey. */
void json_write_string(struct buf *b, struct slice text);

#endif
