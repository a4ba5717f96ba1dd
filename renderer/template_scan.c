/* template_scan: a template's text cut into tags and pieces of lines.  See template_scan.h. */
#include <string.h>

#include "template_scan.h"

#define DELIMITER_MAX 16 /* bytes of one delimiter */

struct scan {
    const struct unit *unit;
    struct slice s; /* the whole source */
    size_t at;
    uint32_t line;
    size_t line_start;
    struct slice open, close;
    struct tokens *out;
    struct err *err;
};

bool template_blank(struct slice s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!slice_blank(s.p[i]))
            return false;
    return true;
}

static struct slice part(struct slice s, size_t from, size_t to)
{
    return (struct slice){s.p + from, to - from};
}

/* The offset of needle at or after from, or s.n. */
static size_t find(struct slice s, size_t from, struct slice needle)
{
    while (from + needle.n <= s.n) {
        const unsigned char *p = memchr(s.p + from, needle.p[0], s.n - from - needle.n + 1);

        if (p == NULL)
            return s.n;
        if (memcmp(p, needle.p, needle.n) == 0)
            return (size_t)(p - s.p);
        from = (size_t)(p - s.p) + 1;
    }
    return s.n;
}

static struct token *add(struct scan *c, enum token_kind kind, struct slice text, size_t after)
{
    struct tokens *t = c->out;

    t->v = mem_grow(t->v, t->n, &t->room, sizeof(*t->v));
    t->v[t->n] = (struct token){.kind = kind,
                                .text = text,
                                .start = c->at,
                                .after = after,
                                .line = c->line,
                                .column = (uint32_t)(c->at - c->line_start + 1)};
    return &t->v[t->n++];
}

/* Moves on to offset, counting lines. */
static void move_to(struct scan *c, size_t offset)
{
    while (c->at < offset) {
        const unsigned char *p = memchr(c->s.p + c->at, '\n', offset - c->at);

        if (p == NULL)
            break;
        c->at = (size_t)(p - c->s.p) + 1;
        c->line++;
        c->line_start = c->at;
    }
    c->at = offset;
}

static void add_text(struct scan *c, size_t end)
{
    while (c->at < end) {
        const unsigned char *p = memchr(c->s.p + c->at, '\n', end - c->at);
        size_t after = p == NULL ? end : (size_t)(p - c->s.p) + 1;

        add(c, TOKEN_TEXT, part(c->s, c->at, after), after);
        move_to(c, after);
    }
}

static enum status fail(struct scan *c, const char *code, const char *text)
{
    return err_at(c->err, ST_FAIL, c->unit->where, c->line, c->at - c->line_start + 1, code, "%s", text);
}

/* {{=<% %>=}}: inner is what stands between the equals signs. */
static enum status set_delimiters(struct scan *c, struct slice inner, size_t after)
{
    struct slice s = slice_trim(inner), open, close;
    size_t cut = 0;

    while (cut < s.n && !slice_blank(s.p[cut]))
        cut++;
    open = part(s, 0, cut);
    close = slice_trim(part(s, cut, s.n));
    for (size_t i = 0; i < close.n; i++)
        if (slice_blank(close.p[i]) || close.p[i] == '=')
            close.n = 0;
    if (open.n == 0 || close.n == 0 || open.n > DELIMITER_MAX || close.n > DELIMITER_MAX ||
        memchr(open.p, '=', open.n) != NULL)
        return fail(c, "TEMPLATE-DELIMITERS",
                    "delimiters are not two words of at most 16 bytes without '='; write {{=<% %>=}}");
    add(c, TOKEN_DELIMITERS, SLICE_NONE, after);
    c->open = open;
    c->close = close;
    return ST_OK;
}

static enum token_kind kind_of(unsigned char sigil)
{
    switch (sigil) {
    case '{':
    case '&': return TOKEN_RAW;
    case '#': return TOKEN_SECTION;
    case '^': return TOKEN_INVERTED;
    case '/': return TOKEN_CLOSE;
    case '!': return TOKEN_COMMENT;
    case '=': return TOKEN_DELIMITERS;
    case '>': return TOKEN_PARTIAL;
    case '<': return TOKEN_PARENT;
    case '$': return TOKEN_BLOCK;
    default: return TOKEN_VALUE;
    }
}

static enum status check_name(struct scan *c, const struct token *t)
{
    struct slice s = t->text;

    if (s.n == 0)
        return fail(c, "TEMPLATE-NAME", "a tag without a name; write {{name}}");
    if (s.p[0] == '*')
        return fail(c, "TEMPLATE-NAME",
                    "dynamic names ({{>*name}}) are not part of this language; name the partial");
    for (size_t i = 0; i < s.n; i++)
        if (slice_blank(s.p[i]) || memchr("{}#^/&=<>$!\"'`", s.p[i], 14) != NULL)
            if (s.p[i] != '/' || t->kind == TOKEN_VALUE || t->kind == TOKEN_RAW)
                return fail(c, "TEMPLATE-NAME",
                            "a name holds a blank or one of {}#^/&=<>$!\"'`; perhaps the tag is "
                            "not closed where it should be");
    return ST_OK;
}

/* The tag whose open delimiter stands at c->at. */
static enum status scan_tag(struct scan *c)
{
    size_t from = c->at + c->open.n, end, n = 0;
    enum token_kind kind = from < c->s.n ? kind_of(c->s.p[from]) : TOKEN_VALUE;
    unsigned char needle[DELIMITER_MAX + 1];
    const struct token *t;
    enum status st = ST_OK;

    if (from < c->s.n && c->s.p[from] == '{')
        needle[n++] = '}';
    else if (kind == TOKEN_DELIMITERS)
        needle[n++] = '=';
    if (kind != TOKEN_VALUE)
        from++;
    memcpy(needle + n, c->close.p, c->close.n);
    n += c->close.n;
    end = find(c->s, from, (struct slice){needle, n});
    if (end >= c->s.n)
        return fail(c, "TEMPLATE-TAG-OPEN", "a tag is opened here and never closed");
    if (kind == TOKEN_DELIMITERS) {
        st = set_delimiters(c, part(c->s, from, end), end + n);
    } else {
        t = add(c, kind, slice_trim(part(c->s, from, end)), end + n);
        if (kind != TOKEN_COMMENT)
            st = check_name(c, t);
    }
    if (st == ST_OK)
        move_to(c, end + n);
    return st;
}

enum status template_path(struct template_set *set, const struct unit *u, const struct token *t,
                          struct path *out, struct err *err)
{
    struct slice s = t->text, *parts;
    size_t n = 1, from = 0, k = 0;

    *out = (struct path){NULL, 0};
    if (slice_is(s, "."))
        return ST_OK;
    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == '.';
    parts = arena_zero(&set->arena, n, sizeof(*parts));
    for (size_t i = 0; i <= s.n; i++) {
        if (i < s.n && s.p[i] != '.')
            continue;
        if (i == from)
            return err_at(err, ST_FAIL, u->where, t->line, t->column, "TEMPLATE-NAME",
                          "an empty part in the dotted name '%.*s'", (int)(s.n < 80 ? s.n : 80),
                          (const char *)s.p);
        parts[k++] = part(s, from, i);
        from = i + 1;
    }
    *out = (struct path){parts, n};
    return ST_OK;
}

enum status template_scan(const struct unit *u, struct tokens *out, struct err *err)
{
    struct scan c = {.unit = u,
                     .s = u->source,
                     .line = 1,
                     .open = SLICE("{{"),
                     .close = SLICE("}}"),
                     .out = out,
                     .err = err};

    *out = (struct tokens){NULL, 0, 0};
    while (c.at < c.s.n) {
        enum status st;

        add_text(&c, find(c.s, c.at, c.open));
        if (c.at >= c.s.n)
            break;
        st = scan_tag(&c);
        if (st != ST_OK)
            return st;
    }
    return ST_OK;
}
