/* template_html: bytes of a template followed through HTML.  See template_html.h. */
#include <string.h>

#include "template_html_state.h"

static bool is_blank(unsigned char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void name_start(struct html *h)
{
    h->name_n = 0;
}

/* Names longer than the buffer are none that we know. */
static void name_add(struct html *h, unsigned char c)
{
    if (h->name_n < sizeof(h->name))
        h->name[h->name_n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static bool name_is(const struct html *h, const char *word)
{
    return h->name_n == strlen(word) && memcmp(h->name, word, h->name_n) == 0;
}

/* words: NULL-terminated. */
static bool name_among(const struct html *h, const char *const *words)
{
    for (; *words != NULL; words++)
        if (name_is(h, *words))
            return true;
    return false;
}

/* The tag's name is read. */
const struct html_fault *html_end_tag_name(struct html *h)
{
    static const char *const loads[] = {"object", "embed", "base", "frame", "link", "use", NULL};
    static const char *const animate[] = {"set", "animate", "animatemotion", "animatetransform", NULL};
    static const char *const raw[] = {"xmp", "noembed", "noframes", "plaintext", "listing", NULL};
    enum element e = ELEMENT_OTHER;

    if (name_is(h, "style"))
        FAULT("TEMPLATE-STYLE", "the page's Content-Security-Policy blocks <style>; put the rules "
                                "into the theme's style sheet");
    if (name_among(h, raw))
        FAULT("TEMPLATE-ELEMENT", "an obsolete element whose content is no HTML; use <pre>");
    if (name_is(h, "script"))
        e = ELEMENT_SCRIPT;
    else if (name_is(h, "title"))
        e = ELEMENT_TITLE;
    else if (name_is(h, "textarea"))
        e = ELEMENT_TEXTAREA;
    else if (name_is(h, "iframe"))
        e = ELEMENT_IFRAME;
    else if (name_is(h, "meta"))
        e = ELEMENT_META;
    else if (name_among(h, loads))
        e = ELEMENT_LOADS;
    else if (name_among(h, animate))
        e = ELEMENT_ANIMATE;
    h->element = (unsigned char)e;
    return NULL;
}

static enum attribute address_kind(const struct html *h)
{
    if (h->element == ELEMENT_SCRIPT || h->element == ELEMENT_IFRAME || h->element == ELEMENT_LOADS)
        return ATTRIBUTE_OWN_URL;
    return ATTRIBUTE_URL;
}

/* The attribute's name is read. */
const struct html_fault *html_end_name(struct html *h)
{
    static const char *const addresses[] = {"href",     "src",        "action",     "formaction", "cite",
                                            "poster",   "data",       "background", "icon",       "manifest",
                                            "longdesc", "xlink:href", "codebase",   "xml:base",   NULL};
    static const char *const closed[] = {"srcset", "imagesrcset", "ping",       "archive", "classid",
                                         "usemap", "profile",     "http-equiv", NULL};
    static const char *const moves[] = {"to", "from", "by", "values", "attributename", NULL};
    enum attribute a = ATTRIBUTE_PLAIN;

    if (name_is(h, "style"))
        FAULT("TEMPLATE-STYLE", "the page's Content-Security-Policy blocks style attributes; use a "
                                "class, or SVG attributes such as width");
    if (name_is(h, "http-equiv") && h->element == ELEMENT_META_CONTENT)
        FAULT("TEMPLATE-PLACE", "a tag stands in the content of <meta http-equiv>, which can "
                                "redirect the page; write it as it is");
    if (name_is(h, "http-equiv") && h->element == ELEMENT_META)
        h->element = ELEMENT_META_EQUIV;
    if (h->name_n >= 2 && h->name[0] == 'o' && h->name[1] == 'n')
        a = ATTRIBUTE_EVENT;
    else if (name_is(h, "srcdoc"))
        a = ATTRIBUTE_MARKUP;
    else if (name_among(h, closed) || (h->element == ELEMENT_ANIMATE && name_among(h, moves)))
        a = ATTRIBUTE_CLOSED;
    else if (name_among(h, addresses))
        a = address_kind(h);
    else if (name_is(h, "content") && h->element >= ELEMENT_META)
        a = h->element == ELEMENT_META_EQUIV ? ATTRIBUTE_CLOSED : ATTRIBUTE_CONTENT;
    h->attribute = (unsigned char)a;
    return NULL;
}

/* The start tag's > is read. */
static const struct html_fault *close_tag(struct html *h)
{
    if (h->element == ELEMENT_SCRIPT || h->element == ELEMENT_IFRAME) {
        html_set_mode(h, MODE_RAW);
    } else if (h->element == ELEMENT_TITLE || h->element == ELEMENT_TEXTAREA) {
        html_set_mode(h, MODE_RCDATA);
    } else {
        html_set_mode(h, MODE_TEXT);
        h->element = ELEMENT_OTHER;
    }
    h->attribute = ATTRIBUTE_PLAIN;
    return NULL;
}

static const struct html_fault *feed_open(struct html *h, unsigned char c)
{
    name_start(h);
    if (h->mode == MODE_OPEN && c == '/') {
        html_set_mode(h, MODE_END_OPEN);
    } else if (h->mode == MODE_OPEN && c == '!') {
        html_set_mode(h, MODE_DECLARATION);
    } else if (is_letter(c)) {
        name_add(h, c);
        html_set_mode(h, h->mode == MODE_OPEN ? MODE_TAG_NAME : MODE_END_TAG);
    } else if (h->mode == MODE_END_OPEN || c == '?') {
        FAULT("TEMPLATE-HTML", "this starts neither a tag nor a comment; write &lt; for <");
    } else { /* a lone < is text */
        html_set_mode(h, c == '<' ? MODE_OPEN : MODE_TEXT);
    }
    return NULL;
}

static const struct html_fault *feed_end_tag(struct html *h, unsigned char c)
{
    if (c == '>')
        return h->element = ELEMENT_OTHER, close_tag(h);
    if (c == '<' || c == '"' || c == '\'' || c == '=')
        FAULT("TEMPLATE-HTML", "an end tag holds only its name; close it with >");
    return NULL;
}

static const struct html_fault *feed_declaration(struct html *h, unsigned char c)
{
    if (h->mode == MODE_DOCTYPE) {
        if (c == '>')
            html_set_mode(h, MODE_TEXT);
        return NULL;
    }
    name_add(h, c);
    if (name_is(h, "-"))
        return NULL;
    if (name_is(h, "--")) {
        html_set_mode(h, MODE_COMMENT); /* "<!-->" is a whole comment: the dashes count */
        return NULL;
    }
    if (!name_is(h, "d"))
        FAULT("TEMPLATE-HTML", "only <!doctype html> and <!-- comments --> may start with <!");
    html_set_mode(h, MODE_DOCTYPE);
    return NULL;
}

static const struct html_fault *feed_comment(struct html *h, unsigned char c)
{
    bool over = c == '>' && (h->mode == MODE_COMMENT_BANG || h->name_n >= 2);

    if (over) {
        html_set_mode(h, MODE_TEXT);
        return NULL;
    }
    html_set_mode(h, c == '!' && h->name_n >= 2 ? MODE_COMMENT_BANG : MODE_COMMENT);
    if (c == '-')
        h->name_n = (unsigned char)(h->name_n < 2 ? h->name_n + 1 : 2);
    else
        h->name_n = 0;
    return NULL;
}

static bool ends_raw(const struct html *h)
{
    return (h->element == ELEMENT_SCRIPT && name_is(h, "script")) ||
           (h->element == ELEMENT_IFRAME && name_is(h, "iframe")) ||
           (h->element == ELEMENT_TITLE && name_is(h, "title")) ||
           (h->element == ELEMENT_TEXTAREA && name_is(h, "textarea"));
}

/* In title, textarea, script, iframe: only their own end tag means something. */
static const struct html_fault *feed_raw(struct html *h, unsigned char c)
{
    bool rcdata = h->element == ELEMENT_TITLE || h->element == ELEMENT_TEXTAREA;

    if (h->mode == MODE_RAW_END && is_letter(c)) {
        name_add(h, c);
    } else if (h->mode == MODE_RAW_END && (is_blank(c) || c == '>' || c == '/') && ends_raw(h)) {
        html_set_mode(h, MODE_END_TAG);
        return feed_end_tag(h, c);
    } else if (h->mode == MODE_RAW_LESS && c == '/') {
        name_start(h);
        html_set_mode(h, MODE_RAW_END);
    } else if (c == '<') {
        html_set_mode(h, MODE_RAW_LESS);
    } else if (h->element == ELEMENT_SCRIPT && !is_blank(c)) {
        FAULT("TEMPLATE-SCRIPT", "the page's Content-Security-Policy blocks scripts within it; put "
                                 "the code into a file of the theme and name it with src");
    } else {
        html_set_mode(h, rcdata ? MODE_RCDATA : MODE_RAW);
    }
    return NULL;
}

static const struct html_fault *feed_value(struct html *h, unsigned char c);

static const struct html_fault *feed_before_name(struct html *h, unsigned char c)
{
    if (is_blank(c) || c == '/') {
        html_set_mode(h, MODE_BEFORE_NAME);
        return NULL;
    }
    if (c == '>')
        return close_tag(h);
    if (h->mode == MODE_GAP)
        FAULT("TEMPLATE-HTML", "a blank, / or > must stand between this and the attribute or tag of "
                               "the template before it; an attribute's name cannot be put together "
                               "from parts");
    if (c == '=' || c == '"' || c == '\'' || c == '<')
        FAULT("TEMPLATE-HTML", "an attribute's name cannot start like this");
    name_start(h);
    name_add(h, c);
    html_set_mode(h, MODE_NAME);
    return NULL;
}

static const struct html_fault *feed_tag_name(struct html *h, unsigned char c)
{
    const struct html_fault *f;

    if (!is_blank(c) && c != '/' && c != '>') {
        name_add(h, c);
        return NULL;
    }
    f = html_end_tag_name(h);
    return f != NULL ? f : feed_before_name(h, c);
}

static const struct html_fault *feed_name(struct html *h, unsigned char c)
{
    const struct html_fault *f = NULL;

    if (c == '"' || c == '\'' || c == '<')
        FAULT("TEMPLATE-HTML", "an attribute's name cannot hold quotes or <; perhaps = is missing");
    if (h->mode == MODE_NAME && !is_blank(c) && c != '/' && c != '>' && c != '=') {
        name_add(h, c);
        return NULL;
    }
    if (h->mode == MODE_NAME)
        f = html_end_name(h);
    if (f != NULL)
        return f;
    if (c == '=')
        html_set_mode(h, MODE_BEFORE_VALUE);
    else if (is_blank(c))
        html_set_mode(h, MODE_AFTER_NAME);
    else
        return feed_before_name(h, c);
    return NULL;
}

static const struct html_fault *feed_before_value(struct html *h, unsigned char c)
{
    if (is_blank(c))
        return NULL;
    h->url = URL_START;
    h->quote = c == '\'';
    name_start(h);
    if (c == '>' || c == '<' || c == '=' || c == '`')
        FAULT("TEMPLATE-HTML", "the attribute has no value; put it in quotes");
    if (c == '"' || c == '\'') {
        html_set_mode(h, MODE_QUOTED);
        return NULL;
    }
    html_set_mode(h, MODE_UNQUOTED);
    return feed_value(h, c);
}

static bool script_scheme(const struct html *h)
{
    return name_is(h, "javascript") || name_is(h, "vbscript");
}

/* A scheme is over. */
static const struct html_fault *end_scheme(struct html *h)
{
    static const char *const good[] = {"http", "https", "mailto", NULL};

    if (h->url == URL_MAYBE)
        FAULT("TEMPLATE-URL", "a ':' after a tag could make a scheme of the value; start the "
                              "address with the scheme, or put a / before the ':'");
    if (script_scheme(h))
        FAULT("TEMPLATE-URL", "addresses that run scripts are refused");
    h->url = name_among(h, good) ? URL_PATH : URL_CLOSED;
    return NULL;
}

static const struct html_fault *feed_url(struct html *h, unsigned char c)
{
    if (h->url == URL_QUERY || h->url == URL_CLOSED)
        return NULL;
    if (h->url == URL_REFERENCE) {
        if (is_letter(c))
            name_add(h, c);
        else
            h->url = c == ';' && name_is(h, "amp") ? URL_MAYBE : URL_CLOSED;
        return NULL;
    }
    if (c == '?' || c == '#') {
        h->url = URL_QUERY;
    } else if (h->url != URL_PATH && c == '/') {
        h->url = URL_PATH;
    } else if (h->url != URL_PATH && c == ':') {
        return end_scheme(h);
    } else if (h->url == URL_MAYBE && c == '&') {
        h->url = URL_REFERENCE;
        name_start(h);
    } else if (h->url != URL_PATH && c == '&') {
        h->url = URL_CLOSED; /* a character reference could hide a ':' */
    } else if (h->url == URL_LITERAL || (h->url == URL_START && !is_blank(c))) {
        h->url = URL_LITERAL;
        name_add(h, c);
    }
    return NULL;
}

static const struct html_fault *feed_value(struct html *h, unsigned char c)
{
    if (h->mode == MODE_QUOTED && c == (h->quote ? '\'' : '"')) {
        html_set_mode(h, MODE_GAP);
        h->attribute = ATTRIBUTE_PLAIN;
        h->url = URL_START;
        h->quote = 0;
        return NULL;
    }
    if (h->mode == MODE_UNQUOTED) {
        if (is_blank(c) || c == '>')
            return h->attribute = ATTRIBUTE_PLAIN, feed_before_name(h, c);
        if (c == '"' || c == '\'' || c == '<' || c == '=' || c == '`')
            FAULT("TEMPLATE-HTML", "put the attribute's value in quotes");
    }
    if (h->attribute == ATTRIBUTE_URL || h->attribute == ATTRIBUTE_OWN_URL)
        return feed_url(h, c);
    return NULL;
}

const struct html_fault *html_feed(struct html *h, unsigned char c)
{
    switch ((enum mode)h->mode) {
    case MODE_TEXT:
        if (c == '<')
            html_set_mode(h, MODE_OPEN);
        return NULL;
    case MODE_RCDATA:
    case MODE_RAW:
    case MODE_RAW_LESS:
    case MODE_RAW_END: return feed_raw(h, c);
    case MODE_OPEN:
    case MODE_END_OPEN: return feed_open(h, c);
    case MODE_END_TAG: return feed_end_tag(h, c);
    case MODE_TAG_NAME: return feed_tag_name(h, c);
    case MODE_BEFORE_NAME:
    case MODE_GAP: return feed_before_name(h, c);
    case MODE_NAME:
    case MODE_AFTER_NAME:
        return h->mode == MODE_AFTER_NAME && !is_blank(c) && c != '=' ? feed_before_name(h, c)
                                                                      : feed_name(h, c);
    case MODE_BEFORE_VALUE: return feed_before_value(h, c);
    case MODE_QUOTED:
    case MODE_UNQUOTED: return feed_value(h, c);
    case MODE_DECLARATION:
    case MODE_DOCTYPE: return feed_declaration(h, c);
    case MODE_COMMENT:
    case MODE_COMMENT_BANG: return feed_comment(h, c);
    }
    return NULL;
}
