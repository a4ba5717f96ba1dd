/* json: strings written.  See json.h. */
#include <string.h>

#include "json.h"
#include "utf8.h"

#if defined(__SSE2__) && !defined(TRAILBOOK_PLAIN)
#define JSON_SSE2 1
#include <emmintrin.h>
#else
#define JSON_SSE2 0
#endif

/* It stands for itself; so may what is not ASCII, after a closer look. */
static bool is_clean(unsigned char c)
{
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

static size_t copy_clean_plain(unsigned char *to, const unsigned char *p, size_t n)
{
    size_t i = 0;

    for (; i < n && is_clean(p[i]); i++)
        to[i] = p[i];
    return i;
}

#if JSON_SSE2

/* A bit for each byte that is not clean; as signed ones those from 0x80 on are below 0x20 too. */
static unsigned unclean(__m128i v)
{
    const __m128i low = _mm_cmplt_epi8(v, _mm_set1_epi8(0x20));
    const __m128i del = _mm_cmpeq_epi8(v, _mm_set1_epi8(0x7f));
    const __m128i quote = _mm_cmpeq_epi8(v, _mm_set1_epi8('"'));
    const __m128i slash = _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'));

    return (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(low, del), _mm_or_si128(quote, slash)));
}

static unsigned copy_16(unsigned char *to, const unsigned char *p)
{
    const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);

    _mm_storeu_si128((__m128i *)(void *)to, v);
    return unclean(v);
}

static unsigned copy_8(unsigned char *to, const unsigned char *p)
{
    const __m128i v = _mm_loadl_epi64((const __m128i *)(const void *)p);

    _mm_storel_epi64((__m128i *)(void *)to, v);
    return unclean(v) & 0xff;
}

/* Copies the clean bytes at the start of p, and perhaps some behind them; returns how many.  The last
 * step overlaps the one before, whose bytes were clean. */
static size_t copy_clean(unsigned char *to, const unsigned char *p, size_t n)
{
    size_t step = n >= 16 ? 16 : 8, i = 0;

    if (n < 8)
        return copy_clean_plain(to, p, n);
    for (;; i = n - i < 2 * step ? n - step : i + step) {
        unsigned found = step == 16 ? copy_16(to + i, p + i) : copy_8(to + i, p + i);

        if (found != 0)
            return i + (unsigned)__builtin_ctz(found);
        if (i + step == n)
            return n;
    }
}

#else

static size_t copy_clean(unsigned char *to, const unsigned char *p, size_t n)
{
    return copy_clean_plain(to, p, n);
}

#endif

static void write_escape(struct buf *b, unsigned char c)
{
    const char *at = "\"\"\\\\\bb\ff\nn\rr\tt";

    while (*at != 0 && *at != (char)c)
        at += 2;
    if (*at == 0) {
        buf_add(b, "\\u00", 4);
        buf_hex(b, &c, 1);
    } else {
        buf_byte(b, '\\');
        buf_byte(b, (unsigned char)at[1]);
    }
}

/* Writes the character at s.p[at], which is not clean; returns its length. */
static size_t write_unclean(struct buf *b, struct slice s, size_t at)
{
    size_t length;
    int32_t code = utf8_at(s, at, &length);

    if (code < 0)
        utf8_add(b, 0xfffd);
    else if (code < 0xa0)
        write_escape(b, (unsigned char)code);
    else
        buf_add(b, s.p + at, length);
    return length;
}

void json_write_string(struct buf *b, struct slice text)
{
    size_t at = 0;

    buf_byte(b, '"');
    while (at < text.n) {
        size_t n = copy_clean(buf_space(b, text.n - at), text.p + at, text.n - at);

        buf_grew(b, n);
        at += n;
        while (at < text.n && !is_clean(text.p[at]))
            at += write_unclean(b, text, at);
    }
    buf_byte(b, '"');
}
