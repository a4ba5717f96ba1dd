/* template_html_place: what a tag of the template may do where it stands.  See template_html.h. */
#include <assert.h>

#include "template_html_state.h"

static unsigned pack(const struct html *h)
{
    return h->mode | (unsigned)h->element << 5 | (unsigned)h->attribute << 9 | (unsigned)h->url << 12 |
           (unsigned)h->quote << 15;
}

void html_resume(struct html *h, unsigned state)
{
    *h = (struct html){.mode = state & 31,
                       .element = state >> 5 & 15,
                       .attribute = state >> 9 & 7,
                       .url = state >> 12 & 7,
                       .quote = state >> 15 & 1};
}

/* Modes within a tag at which a section may start or end, as one: a whole attribute stands there.
 */
static const struct html_fault *settle_in_tag(struct html *h)
{
    const struct html_fault *f = NULL;

    if (h->mode == MODE_TAG_NAME)
        f = html_end_tag_name(h);
    else if (h->mode == MODE_NAME)
        f = html_end_name(h);
    html_set_mode(h, h->mode == MODE_BEFORE_NAME || h->mode == MODE_AFTER_NAME ? MODE_BEFORE_NAME : MODE_GAP);
    h->attribute = ATTRIBUTE_PLAIN;
    h->url = URL_START;
    h->quote = 0;
    return f;
}

static const struct html_fault *value_in_attribute(const struct html *h)
{
    switch ((enum attribute)h->attribute) {
    case ATTRIBUTE_EVENT:
        FAULT("TEMPLATE-PLACE", "a value cannot be made safe in an event handler; put it into a "
                                "data- attribute and let a script of the theme read it");
    case ATTRIBUTE_MARKUP:
        FAULT("TEMPLATE-PLACE", "a value cannot be made safe in srcdoc, whose content is a page; "
                                "show it in the page itself");
    case ATTRIBUTE_CLOSED: FAULT("TEMPLATE-PLACE", "no value may stand in this attribute; write it as it is");
    default: break;
    }
    if (h->attribute != ATTRIBUTE_PLAIN && h->url == URL_CLOSED)
        FAULT("TEMPLATE-URL", "a value may follow only http:, https: and mailto: in an address");
    return NULL;
}

static const struct html_fault *value_in_tag(const struct html *h)
{
    if (h->mode == MODE_UNQUOTED)
        FAULT("TEMPLATE-PLACE", "a value in an attribute without quotes; put quotes around it");
    if (h->mode == MODE_TAG_NAME)
        FAULT("TEMPLATE-PLACE", "a value cannot be part of a tag's name; write the name");
    FAULT("TEMPLATE-PLACE", "a value cannot be an attribute or part of its name; write the "
                            "attribute and put a section around it");
}

static const struct html_fault *no_tag(const struct html *h)
{
    if (h->mode == MODE_BEFORE_VALUE)
        FAULT("TEMPLATE-PLACE", "a tag in an attribute without quotes; put quotes around it");
    if (h->mode == MODE_COMMENT || h->mode == MODE_COMMENT_BANG)
        FAULT("TEMPLATE-PLACE", "a tag in an HTML comment; write {{! ... }} to leave out a part of "
                                "the template");
    if (h->element == ELEMENT_SCRIPT)
        FAULT("TEMPLATE-PLACE", "a tag in a script; put the value into a data- attribute and let a "
                                "script of the theme read it");
    FAULT("TEMPLATE-PLACE", "a tag of the template cannot stand here, within HTML that is not "
                            "complete; write &lt; for <");
}

const struct html_fault *html_settle(struct html *h, bool prints, unsigned *state)
{
    const struct html_fault *f = NULL;

    switch ((enum mode)h->mode) {
    case MODE_TEXT:
    case MODE_RCDATA: break;
    case MODE_QUOTED:
        if (h->attribute == ATTRIBUTE_CONTENT)
            h->element = ELEMENT_META_CONTENT;
        if (h->url == URL_LITERAL)
            h->url = URL_MAYBE;
        else if (h->url == URL_REFERENCE)
            h->url = URL_CLOSED;
        f = prints ? value_in_attribute(h) : NULL;
        break;
    case MODE_TAG_NAME:
    case MODE_BEFORE_NAME:
    case MODE_NAME:
    case MODE_AFTER_NAME:
    case MODE_UNQUOTED:
    case MODE_GAP: f = prints ? value_in_tag(h) : settle_in_tag(h); break;
    default: f = no_tag(h); break;
    }
    h->name_n = 0;
    *state = pack(h);
    return f;
}

enum html_place html_place(unsigned state, enum escape_url *part)
{
    struct html h;
    bool own;

    html_resume(&h, state);
    if (h.mode == MODE_TEXT)
        return HTML_TEXT;
    if (h.mode == MODE_RCDATA)
        return HTML_RCDATA;
    if (h.mode != MODE_QUOTED || value_in_attribute(&h) != NULL)
        return HTML_REFUSED;
    if (h.attribute != ATTRIBUTE_URL && h.attribute != ATTRIBUTE_OWN_URL)
        return HTML_ATTRIBUTE;
    own = h.attribute == ATTRIBUTE_OWN_URL;
    if (h.url == URL_START)
        *part = own ? ESCAPE_URL_OWN : ESCAPE_URL_WHOLE;
    else if (h.url == URL_QUERY)
        *part = ESCAPE_URL_QUERY;
    else if (own)
        *part = ESCAPE_URL_OWN_MORE;
    else
        *part = h.url == URL_PATH ? ESCAPE_URL_PATH : ESCAPE_URL_MORE;
    return HTML_URL;
}

static bool in_tag(const struct html *h)
{
    return h->mode == MODE_GAP || h->mode == MODE_BEFORE_NAME;
}

unsigned html_after_value(unsigned state)
{
    struct html h;

    html_resume(&h, state);
    if ((h.attribute == ATTRIBUTE_URL || h.attribute == ATTRIBUTE_OWN_URL) && h.url == URL_START)
        h.url = URL_MAYBE;
    return pack(&h);
}

unsigned html_after_include(unsigned state)
{
    struct html h;

    html_resume(&h, state);
    if (in_tag(&h))
        html_set_mode(&h, MODE_GAP);
    return html_after_value(pack(&h));
}

bool html_balanced(unsigned from, unsigned to)
{
    struct html a, b;

    html_resume(&a, from);
    html_resume(&b, to);
    if (in_tag(&a) && in_tag(&b))
        b.mode = a.mode;
    if (a.url != URL_CLOSED && b.url != URL_CLOSED)
        a.url = b.url;
    return pack(&a) == pack(&b);
}

unsigned html_join(unsigned from, unsigned to)
{
    struct html a, b;

    html_resume(&a, from);
    html_resume(&b, to);
    assert(html_balanced(from, to));
    if (in_tag(&a) && a.mode != b.mode)
        html_set_mode(&a, MODE_GAP);
    if (a.url == b.url)
        return pack(&a);
    if (a.url <= URL_MAYBE || b.url <= URL_MAYBE)
        a.url = URL_MAYBE;
    else
        a.url = URL_QUERY;
    return pack(&a);
}

const char *html_name(unsigned state)
{
    struct html h;

    html_resume(&h, state);
    switch ((enum mode)h.mode) {
    case MODE_TEXT: return "text";
    case MODE_RCDATA: return "a title or textarea";
    case MODE_QUOTED:
        return h.attribute == ATTRIBUTE_URL || h.attribute == ATTRIBUTE_OWN_URL ? "an address"
                                                                                : "a quoted attribute";
    case MODE_GAP:
    case MODE_BEFORE_NAME: return "a tag, between attributes";
    default: return "HTML that is not complete";
    }
}
