/* reader_xml_token: the marks of XML text.  See reader_xml_token.h. */
#include <string.h>

#include "reader_xml_token.h"

static const struct {
    const char *end;
    size_t n;
} ends[3] = {{"-->", 3}, {"?>", 2}, {"]]>", 3}};

struct slice xml_local_name(struct slice name)
{
    const unsigned char *colon = name.n > 0 ? memchr(name.p, ':', name.n) : NULL;

    if (colon == NULL)
        return name;
    return (struct slice){colon + 1, name.n - (size_t)(colon + 1 - name.p)};
}

/* The end of what began at *at and has its content from from on, or that of its mark if it has none. */
static enum xml_token find_end(struct xml_search *s, const unsigned char *p, size_t n, size_t from, int kind,
                               size_t *at)
{
    size_t length = ends[kind].n;
    size_t i = from;
    bool known = s->none_from[kind] <= s->base + from && s->none_until[kind] > s->base + from;

    if (known)
        i = s->none_until[kind] - s->base < n ? (size_t)(s->none_until[kind] - s->base) : n;
    while (i + length <= n) {
        const unsigned char *hit = memchr(p + i, ends[kind].end[0], n - length + 1 - i);

        if (hit == NULL)
            break;
        i = (size_t)(hit - p);
        if (memcmp(hit, ends[kind].end, length) == 0) {
            *at = i + length;
            return XML_SKIP;
        }
        if (kind == 0 && i >= from + 2 && memcmp(hit - 2, "<!--", 4) == 0) {
            *at = from; /* "--" cannot stand in a comment: this one has no end, and another begins */
            return XML_STRAY;
        }
        i++;
    }
    i = n >= length ? n - length + 1 : 0;
    if (i > from && !known)
        s->none_from[kind] = s->base + from;
    if (i > from && (!known || s->base + i > s->none_until[kind]))
        s->none_until[kind] = s->base + i;
    return XML_MORE;
}

static bool has_prefix(const unsigned char *p, size_t n, const char *prefix)
{
    size_t length = strlen(prefix);

    return n >= length && memcmp(p, prefix, length) == 0;
}

/* "<!": a comment, CDATA, a DOCTYPE or nothing that XML knows. */
static enum xml_token declaration(struct xml_search *s, const unsigned char *p, size_t n, bool last,
                                  size_t *at)
{
    size_t left = n - *at;

    if (has_prefix(p + *at, left, "<!--"))
        return find_end(s, p, n, *at + 4, 0, at);
    if (has_prefix(p + *at, left, "<![CDATA["))
        return find_end(s, p, n, *at + 9, 2, at);
    if (left < 9 && !last)
        return XML_MORE;
    if (has_prefix(p + *at, left, "<!DOCTYPE") || has_prefix(p + *at, left, "<!doctype")) {
        *at += 9;
        return XML_DOCTYPE;
    }
    *at += 2 < left ? 2 : left;
    return XML_STRAY;
}

/* A set of bytes below 64. */
#define BYTE(c)   (UINT64_C(1) << (c))
#define BLANKS    (BYTE(' ') | BYTE('\t') | BYTE('\r') | BYTE('\n'))
#define NAME_ENDS (BLANKS | BYTE('/') | BYTE('>') | BYTE('<') | BYTE('=') | BYTE('"') | BYTE('\''))

static bool is_in(unsigned char c, uint64_t set)
{
    return c < 64 && (set >> c & 1) != 0;
}

static size_t name_end(const unsigned char *p, size_t n, size_t i)
{
    while (i < n && !is_in(p[i], NAME_ENDS))
        i++;
    return i;
}

/* XML 1.0, 2.3, roughly: every byte beyond ASCII may begin a name. */
static bool begins_name(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || c >= 0x80;
}

/* "<?" begins one only before a name. */
static enum xml_token instruction(struct xml_search *s, const unsigned char *p, size_t n, bool last,
                                  size_t *at)
{
    if (n - *at < 3 && !last)
        return XML_MORE;
    if (n - *at >= 3 && begins_name(p[*at + 2]))
        return find_end(s, p, n, *at + 2, 1, at);
    *at += 2;
    return XML_STRAY;
}

static enum xml_token cut_short(size_t i, size_t *at)
{
    *at = i;
    return XML_STRAY;
}

/* From behind the name to behind the '>'.  A '<' cannot stand in a tag, quoted or not (XML 1.0,
 * 3.1): there the tag was cut, and what follows is another. */
static enum xml_token attributes(const unsigned char *p, size_t n, size_t i, size_t *at, struct xml_tag *tag)
{
    while (i < n) {
        unsigned char c = p[i];

        if (c == '>') {
            *at = i + 1;
            return p[i - 1] == '/' ? XML_EMPTY : XML_START;
        }
        if (c == '<')
            return cut_short(i, at);
        if (c == '"' || c == '\'') {
            tag->attributes++;
            for (i++; i < n && p[i] != c; i++)
                if (p[i] == '<')
                    return cut_short(i, at);
        } else if (c == 'x' && is_in(p[i - 1], BLANKS) && has_prefix(p + i, n - i, "xmlns")) {
            tag->namespaces++;
        }
        i++;
    }
    return XML_MORE;
}

static enum xml_token start_tag(const unsigned char *p, size_t n, size_t *at, struct xml_tag *tag)
{
    size_t i = *at + 1;

    if (!begins_name(p[i])) {
        ++*at;
        return XML_STRAY;
    }
    i = name_end(p, n, i);
    tag->name = (struct slice){p + *at + 1, i - *at - 1};
    return attributes(p, n, i, at, tag);
}

static enum xml_token end_tag(const unsigned char *p, size_t n, size_t *at, struct xml_tag *tag)
{
    size_t i = name_end(p, n, *at + 2);

    tag->name = (struct slice){p + *at + 2, i - *at - 2};
    while (i < n && p[i] != '>' && p[i] != '<')
        i++;
    if (i == n)
        return XML_MORE;
    if (p[i] == '<')
        return cut_short(i, at);
    *at = i + 1;
    return XML_END;
}

enum xml_token xml_next_token(struct xml_search *s, const unsigned char *p, size_t n, bool last, size_t *at,
                              struct xml_tag *tag)
{
    const unsigned char *lt;

    tag->name = SLICE_NONE;
    tag->attributes = tag->namespaces = 0;
    if (p[*at] != '<') {
        lt = memchr(p + *at, '<', n - *at);
        *at = lt != NULL ? (size_t)(lt - p) : n;
        return XML_TEXT;
    }
    if (n - *at < 2)
        return XML_MORE;
    switch (p[*at + 1]) {
    case '!': return declaration(s, p, n, last, at);
    case '?': return instruction(s, p, n, last, at);
    case '/': return end_tag(p, n, at, tag);
    default: return start_tag(p, n, at, tag);
    }
}

/* How many bytes a name has at the front: XML 1.0, 2.3, roughly. */
static size_t name_length(struct slice s)
{
    size_t i = 0;

    while (i < s.n && (begins_name(s.p[i]) ||
                       (i > 0 && ((s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '-' || s.p[i] == '.'))))
        i++;
    return i;
}

static struct slice after(struct slice s, size_t n)
{
    return (struct slice){s.p + n, s.n - n};
}

static struct slice after_blanks(struct slice s)
{
    while (s.n > 0 && slice_blank(s.p[0]))
        s = after(s, 1);
    return s;
}

/* "&#65;", "&#x41;", or one of the five entities; 0: something else. */
static size_t reference_length(struct slice s)
{
    static const char *const entities[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"};
    size_t i = slice_starts(s, SLICE("&#x")) ? 3 : 2, from = i;

    if (!slice_starts(s, SLICE("&#"))) {
        for (int k = 0; k < 5; k++)
            if (slice_starts(s, slice_text(entities[k])))
                return strlen(entities[k]);
        return 0;
    }
    while (i < s.n && ((s.p[i] >= '0' && s.p[i] <= '9') ||
                       (from == 3 && (s.p[i] | 0x20) >= 'a' && (s.p[i] | 0x20) <= 'f')))
        i++;
    return i > from && i < s.n && s.p[i] == ';' ? i + 1 : 0;
}

bool xml_text_is_sound(struct slice s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((s.p[i] < 0x20 && !slice_blank(s.p[i])) ||
            (s.p[i] == '&' && reference_length(after(s, i)) == 0) ||
            (s.p[i] == ']' && slice_starts(after(s, i), SLICE("]]>"))))
            return false;
    return true;
}

bool xml_tag_is_sound(struct slice s)
{
    bool end = s.n > 1 && s.p[1] == '/';
    size_t n = name_length(s = after(s, end ? 2 : 1));

    for (;;) {
        struct slice rest = after_blanks(after(s, n));
        const unsigned char *quote;

        if (n == 0)
            return false;
        if (slice_equal(rest, SLICE(">")) || (!end && slice_equal(rest, SLICE("/>"))))
            return true;
        if (end || rest.n == s.n - n)
            return false;
        n = name_length(rest);
        s = after_blanks(after(rest, n));
        if (n == 0 || s.n == 0 || s.p[0] != '=')
            return false;
        s = after_blanks(after(s, 1));
        if (s.n == 0 || (s.p[0] != '"' && s.p[0] != '\''))
            return false;
        quote = memchr(s.p + 1, s.p[0], s.n - 1);
        if (quote == NULL)
            return false;
        n = (size_t)(quote - s.p) + 1;
        if (!xml_text_is_sound((struct slice){s.p + 1, n - 2}))
            return false;
    }
}
