/*
 * reader_xml_token: the marks of XML text, as far as needed to tell where an element ends.
 *
 * Tags, quotes, comments, CDATA, processing instructions; lenient, since what is found is parsed by
 * libxml2 afterwards.  Works on plain memory.  Private to importer/reader_xml*.c.
 */
#ifndef READER_XML_TOKEN_H
#define READER_XML_TOKEN_H

#include "buf.h"

enum xml_token {
    XML_MORE,  /* the token does not end within the bytes */
    XML_TEXT,  /* up to the next '<' */
    XML_START, /* <name ...> */
    XML_EMPTY, /* <name .../> */
    XML_END,   /* </name> */
    XML_SKIP,  /* comment, CDATA, processing instruction */
    XML_DOCTYPE,
    XML_STRAY /* a '<' that begins nothing, or a tag that another '<' cuts short */
};

struct xml_tag {       /* of START, EMPTY, END */
    struct slice name; /* as written, with its prefix */
    size_t attributes, namespaces;
};

/* Where no "-->", "?>", "]]>" stands: unclosed ones must not be looked for again and again. */
struct xml_search {
    uint64_t base;                        /* of p[0] below, in bytes since the dump's start */
    uint64_t none_from[3], none_until[3]; /* an earlier search found none between these bytes */
};

/* The token at p[*at], *at < n; *at moves behind it (START to STRAY: at least one byte).  With
 * XML_MORE *at stays.  last: no bytes will follow. */
enum xml_token xml_next_token(struct xml_search *s, const unsigned char *p, size_t n, bool last, size_t *at,
                              struct xml_tag *tag);

/* Whether XML would take a text, its references among it, or a whole tag, but for what it says of
 * characters beyond ASCII and of attributes that stand twice. */
bool xml_text_is_sound(struct slice text);
bool xml_tag_is_sound(struct slice tag);

/* The name without its prefix. */
struct slice xml_local_name(struct slice name);

#endif
