/* escape: bytes made safe for the place where they land.  See escape.h. */
#include <string.h>
#if defined(__SSE2__) && !defined(TRAILBOOK_PLAIN)
#define ESCAPE_SSE2 1
#include <emmintrin.h>
#else
#define ESCAPE_SSE2 0
#endif

#include "escape.h"
#include "utf8.h"

/* Which of " and ' a place wants escaped; & < > always are. */
enum quotes { QUOTES_NONE, QUOTES_DOUBLE, QUOTES_BOTH };

/* Plain bytes pass as they are: printable ASCII but for what must be escaped. */
static bool is_plain(unsigned char c, enum quotes q)
{
    if (c < 0x20 || c > 0x7e || c == '&' || c == '<' || c == '>')
        return false;
    return !(c == '"' && q != QUOTES_NONE) && !(c == '\'' && q == QUOTES_BOTH);
}

/* The offset of the first byte at or after at that is not plain, or s.n. */
static size_t plain_end(struct slice s, size_t at, enum quotes q)
{
#if ESCAPE_SSE2
    const __m128i amp = _mm_set1_epi8('&'), lt = _mm_set1_epi8('<'), gt = _mm_set1_epi8('>'),
                  quot = _mm_set1_epi8(q != QUOTES_NONE ? '"' : '&'),
                  apos = _mm_set1_epi8(q == QUOTES_BOTH ? '\'' : '&'), space = _mm_set1_epi8(0x20),
                  del = _mm_set1_epi8(0x7f);

    for (; at + 16 <= s.n; at += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(s.p + at));
        __m128i bad = _mm_or_si128(_mm_cmpeq_epi8(v, amp), _mm_cmpeq_epi8(v, lt));
        int mask;

        bad = _mm_or_si128(bad, _mm_or_si128(_mm_cmpeq_epi8(v, gt), _mm_cmpeq_epi8(v, quot)));
        bad = _mm_or_si128(bad, _mm_or_si128(_mm_cmpeq_epi8(v, apos), _mm_cmpeq_epi8(v, del)));
        bad = _mm_or_si128(bad, _mm_cmplt_epi8(v, space)); /* signed: also all above 0x7f */
        mask = _mm_movemask_epi8(bad);
        if (mask != 0)
            return at + (size_t)__builtin_ctz((unsigned)mask);
    }
#endif
    while (at < s.n && is_plain(s.p[at], q))
        at++;
    return at;
}

/* What HTML forbids in text: controls but for tab and LF (CR has a rule of its own), and noncharacters. */
static bool is_forbidden(int32_t c)
{
    if (c < 0x20)
        return c != '\t' && c != '\n' && c != '\r';
    return (c >= 0x7f && c <= 0x9f) || (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe;
}

static const char *entity(unsigned char c, enum quotes q)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return q != QUOTES_NONE ? "&quot;" : NULL;
    case '\'': return q == QUOTES_BOTH ? "&#39;" : NULL;
    default: return NULL;
    }
}

static void escape(struct buf *out, struct slice s, enum quotes q)
{
    size_t at = 0;

    while (at < s.n) {
        size_t end = plain_end(s, at, q), length = 0;
        const char *text;
        int32_t code;

        buf_add(out, s.p + at, end - at);
        at = end;
        if (at == s.n)
            break;
        text = entity(s.p[at], q);
        code = utf8_at(s, at, &length);
        if (text != NULL)
            buf_text(out, text);
        else if (code == '\r')
            buf_text(out, at + 1 < s.n && s.p[at + 1] == '\n' ? "" : "\n");
        else if (is_forbidden(code))
            buf_text(out, "\xef\xbf\xbd");
        else
            buf_add(out, s.p + at, length);
        at += length;
    }
}

void escape_text(struct buf *out, struct slice s)
{
    escape(out, s, QUOTES_NONE);
}

void escape_attribute(struct buf *out, struct slice s)
{
    escape(out, s, QUOTES_BOTH);
}

void escape_mustache(struct buf *out, struct slice s)
{
    escape(out, s, QUOTES_DOUBLE);
}

static bool is_word(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* RFC 3986 section 2.3. */
static bool is_unreserved(unsigned char c)
{
    return is_word(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

/* Section 2.2, without ' which could end an attribute, and [ ] which stand in hosts only. */
static bool is_reserved(unsigned char c)
{
    return c != 0 && strchr(":/?#@!$&()*+,;=", c) != NULL;
}

static bool is_hex(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool same_word(struct slice s, const char *word)
{
    if (s.n != strlen(word))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if ((s.p[i] | 0x20) != (unsigned char)word[i])
            return false;
    return true;
}

/* The length of the part that a scheme could stand in: up to the first / ? or #. */
static size_t scheme_part(struct slice s)
{
    size_t n = 0;

    while (n < s.n && s.p[n] != '/' && s.p[n] != '?' && s.p[n] != '#')
        n++;
    return n;
}

/* A scheme is whatever a browser might take for one: all before the first ':' of that part.  Own
 * addresses have neither scheme nor host; nor are they slashes alone, which text that follows could
 * make a host of. */
static bool is_allowed(struct slice s, enum escape_url part)
{
    size_t n = scheme_part(s), slashes = 0;
    const unsigned char *colon = n > 0 ? memchr(s.p, ':', n) : NULL;
    struct slice scheme = {s.p, colon != NULL ? (size_t)(colon - s.p) : 0};

    if (part == ESCAPE_URL_OWN) {
        while (slashes < s.n && (s.p[slashes] == '/' || s.p[slashes] == '\\'))
            slashes++;
        return colon == NULL && slashes <= 1 && !(slashes == 1 && s.n == 1);
    }
    return colon == NULL || same_word(scheme, "http") || same_word(scheme, "https") ||
           same_word(scheme, "mailto");
}

static void percent(struct buf *out, const unsigned char *p, size_t n)
{
    static const char digits[] = "0123456789ABCDEF";

    for (size_t i = 0; i < n; i++) {
        buf_byte(out, '%');
        buf_byte(out, (unsigned char)digits[p[i] >> 4]);
        buf_byte(out, (unsigned char)digits[p[i] & 15]);
    }
}

/* "%" and two hex digits. */
static bool is_escape(struct slice s, size_t at)
{
    return s.p[at] == '%' && at + 2 < s.n && is_hex(s.p[at + 1]) && is_hex(s.p[at + 2]);
}

/* One character of an address; returns its length. */
static size_t url_char(struct buf *out, struct slice s, size_t at, bool keep_reserved)
{
    unsigned char c = s.p[at];
    size_t length = 1;

    if (keep_reserved && c == '&')
        buf_text(out, "&amp;");
    else if (is_unreserved(c) || (keep_reserved && (is_reserved(c) || is_escape(s, at))))
        buf_byte(out, c);
    else if (utf8_at(s, at, &length) < 0)
        buf_text(out, "%EF%BF%BD");
    else
        percent(out, s.p + at, length);
    return length;
}

void escape_url(struct buf *out, struct slice s, enum escape_url part)
{
    bool more = part == ESCAPE_URL_MORE || part == ESCAPE_URL_OWN_MORE;
    size_t first = more ? scheme_part(s) : 0, at = 0;

    if ((part == ESCAPE_URL_WHOLE || part == ESCAPE_URL_OWN) && !is_allowed(s, part)) {
        buf_text(out, ESCAPE_BLOCKED);
        return;
    }
    for (; part == ESCAPE_URL_OWN_MORE && at < s.n && s.p[at] == '/'; at++)
        buf_text(out, "%2F");
    while (at < s.n) {
        if (at < first && s.p[at] == ':') {
            buf_text(out, "%3A");
            at++;
        } else {
            at += url_char(out, s, at, part != ESCAPE_URL_QUERY);
        }
    }
}
