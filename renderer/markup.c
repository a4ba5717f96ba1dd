/* markup: small pieces of HTML and SVG.  See markup.h. */
#include <inttypes.h>

#include "markup.h"
#include "utf8.h"

/* What stands for c in HTML, or NULL. */
static const char *entity(unsigned char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return (c < 0x20 && c != '\t' && c != '\n') || c == 0x7f ? "\xef\xbf\xbd" : NULL;
    }
}

/* Adds the character at text.p[at], which is not ASCII; returns its length. */
static size_t add_wide(struct buf *b, struct slice text, size_t at)
{
    size_t length;
    int32_t code = utf8_at(text, at, &length);

    /* C1 controls and noncharacters are forbidden too (HTML, 13.2.3.5) */
    if (code < 0xa0 || (code & 0xfffe) == 0xfffe || (code >= 0xfdd0 && code <= 0xfdef))
        buf_text(b, "\xef\xbf\xbd");
    else
        buf_add(b, text.p + at, length);
    return length;
}

void markup_text(struct buf *b, struct slice text)
{
    size_t from = 0, at = 0;

    while (at < text.n) {
        unsigned char c = text.p[at];
        const char *as = entity(c);

        if (c < 0x80 && as == NULL) {
            at++;
            continue;
        }
        buf_add(b, text.p + from, at - from);
        if (as != NULL) {
            buf_text(b, as);
            at++;
        } else {
            at += add_wide(b, text, at);
        }
        from = at;
    }
    buf_add(b, text.p + from, at - from);
}

void markup_hundredths(struct buf *b, int64_t v)
{
    if (v < 0) {
        buf_byte(b, '-');
        v = -v;
    }
    buf_int(b, v / 100);
    if (v % 100 != 0) {
        buf_byte(b, '.');
        buf_byte(b, (unsigned char)('0' + v / 10 % 10));
        if (v % 10 != 0)
            buf_byte(b, (unsigned char)('0' + v % 10));
    }
}

int64_t markup_share(uint64_t part, uint64_t whole)
{
    if (whole == 0)
        return 0;
    return (int64_t)((double)part * 10000.0 / (double)whole + 0.5);
}

void markup_number(struct buf *b, uint64_t n)
{
    if (n >= 1000) {
        markup_number(b, n / 1000);
        buf_format(b, ",%03" PRIu64, n % 1000);
    } else {
        buf_format(b, "%" PRIu64, n);
    }
}

struct slice markup_take(struct arena *a, struct buf *b)
{
    struct slice s = slice_copy(a, buf_view(b));

    buf_clear(b);
    return s;
}
