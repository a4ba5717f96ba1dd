/*
 * template_html_state: the states of template_html.h's machine; private to template_html*.c.
 *
 * pack() in template_html_place.c keeps 5 bits of the mode, 4 of the element, 3 of the attribute
 * and of the address, 1 of the quote.
 */
#ifndef TEMPLATE_HTML_STATE_H
#define TEMPLATE_HTML_STATE_H

#include "template_html.h"

enum mode {
    MODE_TEXT,     /* HTML_START */
    MODE_RCDATA,   /* in title, textarea */
    MODE_RAW,      /* in script, iframe */
    MODE_RAW_LESS, /* there, after < */
    MODE_RAW_END,  /* there, after </ */
    MODE_OPEN,     /* after < */
    MODE_END_OPEN, /* after </ */
    MODE_END_TAG,
    MODE_TAG_NAME,
    MODE_BEFORE_NAME, /* in a tag, after blanks */
    MODE_NAME,        /* in an attribute's name */
    MODE_AFTER_NAME,
    MODE_BEFORE_VALUE,
    MODE_QUOTED,
    MODE_UNQUOTED,
    MODE_GAP, /* in a tag, where a blank, / or > must follow */
    MODE_DECLARATION,
    MODE_DOCTYPE,
    MODE_COMMENT,
    MODE_COMMENT_BANG
};

enum element {
    ELEMENT_OTHER,
    ELEMENT_SCRIPT,
    ELEMENT_TITLE,
    ELEMENT_TEXTAREA,
    ELEMENT_IFRAME,
    ELEMENT_LOADS, /* its address is loaded into the page, or changes all others */
    ELEMENT_ANIMATE,
    ELEMENT_META,
    ELEMENT_META_EQUIV,  /* with http-equiv */
    ELEMENT_META_CONTENT /* with a tag of the template in content */
};

enum attribute {
    ATTRIBUTE_PLAIN,
    ATTRIBUTE_URL,
    ATTRIBUTE_OWN_URL,
    ATTRIBUTE_EVENT,
    ATTRIBUTE_MARKUP, /* srcdoc */
    ATTRIBUTE_CLOSED, /* others that no value may stand in */
    ATTRIBUTE_CONTENT /* of meta */
};

enum url {
    URL_START,
    URL_LITERAL, /* text of the template that a scheme might start with */
    URL_MAYBE,   /* after a value; still no / ? # */
    URL_PATH,
    URL_QUERY,
    URL_CLOSED,   /* a scheme that takes no values */
    URL_REFERENCE /* after a value and &: only &amp; may follow it; never between ops */
};

/* Names that are complete: what element or attribute they are.  NULL, or why they are refused. */
const struct html_fault *html_end_tag_name(struct html *h);
const struct html_fault *html_end_name(struct html *h);

/* For functions that return a fault. */
#define FAULT(code, text)                                                                                    \
    do {                                                                                                     \
        static const struct html_fault fault = {code, text};                                                 \
        return &fault;                                                                                       \
    } while (0)

static inline void html_set_mode(struct html *h, enum mode m)
{
    h->mode = (unsigned char)m;
}

#endif
