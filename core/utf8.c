/* utf8: checks and steps through UTF-8 (RFC 3629).  See utf8.h. */
#include <assert.h>
#include <string.h>

#if defined(__SSE2__) && !defined(TRAILBOOK_PLAIN)
#include <emmintrin.h>
#endif

#include "utf8.h"

int32_t utf8_at(struct slice s, size_t at, size_t *length)
{
    const unsigned char *p = s.p + at;
    size_t left = s.n - at;
    uint32_t c;

    assert(at < s.n);
    *length = 1;
    if (p[0] < 0x80)
        return p[0];
    if (p[0] >= 0xc2 && p[0] <= 0xdf && left >= 2 && utf8_tail(p[1])) {
        *length = 2;
        return (int32_t)(((uint32_t)p[0] & 0x1f) << 6 | ((uint32_t)p[1] & 0x3f));
    }
    if ((p[0] & 0xf0) == 0xe0 && left >= 3 && utf8_tail(p[1]) && utf8_tail(p[2])) {
        c = ((uint32_t)p[0] & 0x0f) << 12 | ((uint32_t)p[1] & 0x3f) << 6 | ((uint32_t)p[2] & 0x3f);
        if (c < 0x800 || (c >= 0xd800 && c <= 0xdfff))
            return -1;
        *length = 3;
        return (int32_t)c;
    }
    if ((p[0] & 0xf8) == 0xf0 && left >= 4 && utf8_tail(p[1]) && utf8_tail(p[2]) && utf8_tail(p[3])) {
        c = ((uint32_t)p[0] & 0x07) << 18 | ((uint32_t)p[1] & 0x3f) << 12 | ((uint32_t)p[2] & 0x3f) << 6 |
            ((uint32_t)p[3] & 0x3f);
        if (c < 0x10000 || c > 0x10ffff)
            return -1;
        *length = 4;
        return (int32_t)c;
    }
    return -1;
}

/* Where the ASCII bytes from i on end, or a few bytes before. */
static size_t skip_ascii(struct slice s, size_t i)
{
#if defined(__SSE2__) && !defined(TRAILBOOK_PLAIN)
    while (s.n - i >= 16 && _mm_movemask_epi8(_mm_loadu_si128((const __m128i *)(const void *)(s.p + i))) == 0)
        i += 16;
#endif
    while (s.n - i >= 8) {
        uint64_t word;

        memcpy(&word, s.p + i, 8);
        if (word & 0x8080808080808080u)
            break;
        i += 8;
    }
    return i;
}

size_t utf8_valid(struct slice s)
{
    size_t i = 0, length;

    while ((i = skip_ascii(s, i)) < s.n) {
        if (utf8_at(s, i, &length) < 0)
            return i;
        i += length;
    }
    return s.n;
}

/* C0, DEL and C1 controls, line separators, and what turns the reading direction around (UAX #9). */
static bool is_unsafe(int32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x061c || code == 0x200e ||
           code == 0x200f || (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

size_t utf8_show(struct buf *b, struct slice s, size_t at)
{
    size_t length;
    int32_t code = utf8_at(s, at, &length);

    if (code == '\n')
        buf_text(b, "\\n");
    else if (code == '\r')
        buf_text(b, "\\r");
    else if (code == '\t')
        buf_byte(b, ' ');
    else if (code < 0)
        buf_format(b, "\\x%02x", s.p[at]);
    else if (is_unsafe(code))
        buf_format(b, code < 0x100 ? "\\x%02x" : "\\u%04x", (unsigned)code);
    else
        buf_add(b, s.p + at, length);
    return length;
}

size_t utf8_columns(struct slice s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        n += (s.p[i] & 0xc0) == 0x80 ? 0 : s.p[i] > 0xe0 ? 2 : 1;
    return n;
}

void utf8_add(struct buf *b, uint32_t code)
{
    unsigned char bytes[4];
    size_t n;

    assert(code <= 0x10ffff);
    n = utf8_put(bytes, code);
    buf_add(b, bytes, n);
}

struct slice utf8_prefix(struct slice s, size_t max)
{
    if (s.n <= max)
        return s;
    while (max > 0 && utf8_tail(s.p[max]))
        max--;
    return (struct slice){s.p, max};
}
