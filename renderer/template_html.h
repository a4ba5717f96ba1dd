/*
 * template_html: where in an HTML document a byte of a template stands; private to template*.c.
 *
 * The part of the HTML tokenizer (WHATWG HTML, section 13.2.5) that decides how a value must be
 * escaped, stricter than browsers are: what they repair is refused.  At a tag of the template the
 * whole state is one number, so that it can be kept for every op.
 */
#ifndef TEMPLATE_HTML_H
#define TEMPLATE_HTML_H

#include "escape.h"

struct html {
    unsigned char mode, element, attribute, url, quote;
    unsigned char name_n; /* bytes in name; in comments, dashes */
    char name[32];        /* of the tag, attribute or scheme being read, lower case, cut */
};

struct html_fault {
    const char *code, *text;
};

#define HTML_START 0u /* the state between tags, where a document starts and ends */

enum html_place {
    HTML_REFUSED,
    HTML_TEXT,
    HTML_RCDATA, /* title, textarea */
    HTML_ATTRIBUTE,
    HTML_URL
};

/* The machine in a state that html_settle() gave. */
void html_resume(struct html *h, unsigned state);

/* One byte of the template.  NULL, or why it is refused. */
const struct html_fault *html_feed(struct html *h, unsigned char c);

/* A tag of the template stands here, one that prints a value or another.  *state is where; NULL, or
 * why it is refused. */
const struct html_fault *html_settle(struct html *h, bool prints, unsigned *state);

/* Where a value in this state lands.  *part is for HTML_URL. */
enum html_place html_place(unsigned state, enum escape_url *part);

/* The state after a value, and after a partial, parent or block, that stands in this state. */
unsigned html_after_value(unsigned state);
unsigned html_after_include(unsigned state);

/* Whether what starts in state from may end in state to. */
bool html_balanced(unsigned from, unsigned to);

/* The state after a section that starts in from and ends in to: what holds for both. */
unsigned html_join(unsigned from, unsigned to);

/* "text", "a quoted attribute": for messages. */
const char *html_name(unsigned state);

#endif
