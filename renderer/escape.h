/*
 * escape: bytes made safe for the place where they land.
 *
 * Whatever goes in, what comes out is valid UTF-8 without characters that HTML forbids: bytes that
 * are not UTF-8, controls other than tab, LF and CR, and noncharacters become U+FFFD.  Knows
 * neither templates nor pages.  Nothing fails; the caller sees to the room in out.
 */
#ifndef ESCAPE_H
#define ESCAPE_H

#include "buf.h"

#define ESCAPE_BLOCKED "#blocked" /* stands for an address that is refused */

/* Text between tags, and in title and textarea: & < > */
void escape_text(struct buf *out, struct slice s);

/* A quoted attribute's value: & < > " ' */
void escape_attribute(struct buf *out, struct slice s);

/* As Mustache's specification has it: & < > " */
void escape_mustache(struct buf *out, struct slice s);

enum escape_url {
    ESCAPE_URL_WHOLE,    /* from its start: relative, or http, https, mailto; else blocked */
    ESCAPE_URL_OWN,      /* the same, but only relative: what a page loads must be the report's own */
    ESCAPE_URL_MORE,     /* goes on where a scheme might still be made: ':' is encoded before '/?#' */
    ESCAPE_URL_OWN_MORE, /* the same, and '/' at its start, which might make a host */
    ESCAPE_URL_PATH,     /* goes on after the first '/' */
    ESCAPE_URL_QUERY     /* a part of a query or fragment: all but letters, digits and -._~ encoded */
};

/* An address, or a part of one, percent-encoded (RFC 3986) and escaped for a quoted attribute. */
void escape_url(struct buf *out, struct slice s, enum escape_url part);

#endif
