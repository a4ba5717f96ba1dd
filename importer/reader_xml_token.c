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

/* The end of what began at *at and has its content from from on. */
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
    case '?': return find_end(s, p, n, *at + 2, 1, at);
    case '/': return end_tag(p, n, at, tag);
    default: return start_tag(p, n, at, tag);
    }
}
