/* json: JSON text (RFC 8259), read strictly and written.  See json.h. */
#include <string.h>

#include "json.h"
#include "utf8.h"

#if defined(__SSE2__) && !defined(TRAILBOOK_PLAIN)
#define JSON_SSE2 1
#include <emmintrin.h>
#else
#define JSON_SSE2 0
#endif

enum expect {
    EXPECT_VALUE,
    EXPECT_FIRST, /* the first element of an array, or its end */
    EXPECT_KEY,
    EXPECT_FIRST_KEY, /* the first member's name, or the object's end */
    EXPECT_MORE,      /* a comma, or the end of the array or object */
    EXPECT_END,       /* of the text */
    EXPECT_NOTHING    /* after an error */
};

static bool is_special(unsigned char c)
{
    return c < 0x20 || c == '"' || c == '\\';
}

/* How many bytes come before the first quote, backslash or control, or n.  Sets *high if one of
 * them is not ASCII. */
static size_t plain_length(const unsigned char *p, size_t n, bool *high)
{
    size_t i = 0;

#if JSON_SSE2
    const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\');
    const __m128i control = _mm_set1_epi8(0x1f);

    for (; n - i >= 16; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, slash));
        unsigned found, not_ascii = (unsigned)_mm_movemask_epi8(v);

        hit = _mm_or_si128(hit, _mm_cmpeq_epi8(_mm_min_epu8(v, control), v));
        found = (unsigned)_mm_movemask_epi8(hit);
        if (found != 0) {
            unsigned before = (unsigned)__builtin_ctz(found);

            if (not_ascii & ((1u << before) - 1))
                *high = true;
            return i + before;
        }
        if (not_ascii)
            *high = true;
    }
#endif
    for (; i < n && !is_special(p[i]); i++) {
        if (p[i] >= 0x80)
            *high = true;
    }
    return i;
}

static enum json_token fail(struct json_scan *s, size_t at, const char *code, const char *text)
{
    err_set(&s->err, ST_REJECT, code, "%s", text);
    s->err.column = (uint64_t)at + 1;
    s->at = at;
    s->expect = EXPECT_NOTHING;
    return JSON_ERROR;
}

static enum json_token fail_end(struct json_scan *s)
{
    return fail(s, s->text.n, "JSON-END", "the text ends in the middle of a JSON value");
}

/* Four hex digits at p, or -1. */
static int32_t hex4(const unsigned char *p)
{
    int32_t v = 0;

    for (int i = 0; i < 4; i++) {
        int c = p[i];

        if (c >= '0' && c <= '9')
            v = v * 16 + (c - '0');
        else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
            v = v * 16 + ((c | 0x20) - 'a' + 10);
        else
            return -1;
    }
    return v;
}

/* The code point of the \u escape at raw[at], *length its bytes; -1 for bad digits, -2 for a
 * surrogate without its partner (RFC 8259 section 8.2: such text has no meaning that all share). */
static int32_t escape_code(struct slice raw, size_t at, size_t *length)
{
    int32_t high, low;

    *length = 6;
    if (raw.n - at < 6 || (high = hex4(raw.p + at + 2)) < 0)
        return -1;
    if (high < 0xd800 || high > 0xdfff)
        return high;
    if (high > 0xdbff || raw.n - at < 12 || raw.p[at + 6] != '\\' || raw.p[at + 7] != 'u')
        return -2;
    low = hex4(raw.p + at + 8);
    if (low < 0xdc00 || low > 0xdfff)
        return -2;
    *length = 12;
    return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

/* The byte that \c stands for, or 0. */
static unsigned char escape_byte(unsigned char c)
{
    switch (c) {
    case '"': return '"';
    case '\\': return '\\';
    case '/': return '/';
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return 0;
    }
}

/* Undoes the escapes of raw, which stands at text[from]: never longer than it was. */
static bool unescape(struct json_scan *s, struct slice raw, size_t from)
{
    unsigned char *out = arena_alloc(s->arena, raw.n);
    size_t n = 0, at = 0;

    while (at < raw.n) {
        const unsigned char *slash = memchr(raw.p + at, '\\', raw.n - at);
        size_t run = slash ? (size_t)(slash - (raw.p + at)) : raw.n - at, length;
        int32_t code;

        memcpy(out + n, raw.p + at, run);
        n += run;
        at += run;
        if (at == raw.n)
            break;
        if (raw.p[at + 1] != 'u') {
            if ((out[n++] = escape_byte(raw.p[at + 1])) == 0)
                return fail(s, from + at, "JSON-ESCAPE", "unknown escape in a string"), false;
            at += 2;
            continue;
        }
        code = escape_code(raw, at, &length);
        if (code == -1)
            return fail(s, from + at, "JSON-ESCAPE", "\\u needs four hexadecimal digits"), false;
        if (code == -2)
            return fail(s, from + at, "JSON-SURROGATE", "half of a surrogate pair stands alone"), false;
        n += utf8_put(out + n, (uint32_t)code);
        at += length;
    }
    s->value = (struct slice){out, n};
    return true;
}

/* The string whose quote is at s->at; leaves s->at behind its end. */
static bool read_string(struct json_scan *s)
{
    size_t from = s->at + 1, at = from, n = s->text.n, bad;
    bool high = false, escapes = false;
    struct slice raw;

    for (;;) {
        at += plain_length(s->text.p + at, n - at, &high);
        if (at >= n)
            return fail(s, s->at, "JSON-STRING-OPEN", "this string is not closed"), false;
        if (s->text.p[at] == '"')
            break;
        if (s->text.p[at] != '\\')
            return fail(s, at, "JSON-CONTROL", "a control character in a string is not escaped"), false;
        if (n - at < 2)
            return fail(s, s->at, "JSON-STRING-OPEN", "this string is not closed"), false;
        escapes = true;
        at += 2;
    }
    raw = (struct slice){s->text.p + from, at - from};
    if (high && (bad = utf8_valid(raw)) < raw.n)
        return fail(s, from + bad, "JSON-UTF8", "these bytes are not valid UTF-8"), false;
    if (!escapes)
        s->value = raw;
    else if (!unescape(s, raw, from))
        return false;
    s->at = at + 1;
    return true;
}

static size_t digits(const struct json_scan *s, size_t at)
{
    while (at < s->text.n && s->text.p[at] >= '0' && s->text.p[at] <= '9')
        at++;
    return at;
}

static enum json_token read_number(struct json_scan *s)
{
    const unsigned char *p = s->text.p;
    size_t n = s->text.n, at = s->at, from;

    if (p[at] == '-')
        at++;
    from = at;
    at = digits(s, at);
    if (at == from || (p[from] == '0' && at - from > 1))
        return fail(s, s->at, "JSON-NUMBER", "this is not a JSON number");
    if (at < n && p[at] == '.') {
        from = ++at;
        at = digits(s, at);
        if (at == from)
            return fail(s, s->at, "JSON-NUMBER", "digits must follow the decimal point");
    }
    if (at < n && (p[at] == 'e' || p[at] == 'E')) {
        at++;
        if (at < n && (p[at] == '+' || p[at] == '-'))
            at++;
        from = at;
        at = digits(s, at);
        if (at == from)
            return fail(s, s->at, "JSON-NUMBER", "digits must follow the exponent's e");
    }
    s->value = (struct slice){p + s->at, at - s->at};
    s->at = at;
    return JSON_NUMBER;
}

static bool in_object(const struct json_scan *s)
{
    return s->object[(s->depth - 1) / 8] >> ((s->depth - 1) % 8) & 1;
}

static void after_value(struct json_scan *s)
{
    s->expect = s->depth == 0 ? EXPECT_END : EXPECT_MORE;
}

static enum json_token open_level(struct json_scan *s, bool object)
{
    unsigned char bit = (unsigned char)(1u << (s->depth % 8));

    if (s->depth == JSON_DEPTH)
        return fail(s, s->at, "JSON-DEPTH", "arrays and objects are nested more than 512 deep");
    if (s->depth % 8 == 0)
        s->object[s->depth / 8] = 0;
    if (object)
        s->object[s->depth / 8] |= bit;
    else
        s->object[s->depth / 8] &= (unsigned char)~bit;
    s->depth++;
    s->at++;
    s->expect = object ? EXPECT_FIRST_KEY : EXPECT_FIRST;
    return object ? JSON_OBJECT : JSON_ARRAY;
}

static enum json_token close_level(struct json_scan *s)
{
    bool object = in_object(s);

    s->depth--;
    s->at++;
    after_value(s);
    return object ? JSON_OBJECT_END : JSON_ARRAY_END;
}

static enum json_token read_word(struct json_scan *s, struct slice word, enum json_token token)
{
    if (!slice_starts((struct slice){s->text.p + s->at, s->text.n - s->at}, word))
        return fail(s, s->at, "JSON-SYNTAX", "a value must start here");
    s->at += word.n;
    return token;
}

static enum json_token read_value(struct json_scan *s)
{
    enum json_token token;

    switch (s->text.p[s->at]) {
    case '{': return open_level(s, true);
    case '[': return open_level(s, false);
    case '"': token = read_string(s) ? JSON_STRING : JSON_ERROR; break;
    case 't': token = read_word(s, SLICE("true"), JSON_TRUE); break;
    case 'f': token = read_word(s, SLICE("false"), JSON_FALSE); break;
    case 'n': token = read_word(s, SLICE("null"), JSON_NULL); break;
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9': token = read_number(s); break;
    default: return fail(s, s->at, "JSON-SYNTAX", "a value must start here");
    }
    if (token != JSON_ERROR)
        after_value(s);
    return token;
}

static void skip_blanks(struct json_scan *s)
{
    const unsigned char *p = s->text.p;
    size_t at = s->at, n = s->text.n;

    while (at < n && (p[at] == ' ' || p[at] == '\n' || p[at] == '\r' || p[at] == '\t'))
        at++;
    s->at = at;
}

static enum json_token read_key(struct json_scan *s)
{
    if (s->text.p[s->at] != '"')
        return fail(s, s->at, "JSON-SYNTAX", "a member's name in quotes must stand here");
    if (!read_string(s))
        return JSON_ERROR;
    skip_blanks(s);
    if (s->at == s->text.n)
        return fail_end(s);
    if (s->text.p[s->at] != ':')
        return fail(s, s->at, "JSON-SYNTAX", "a colon must follow a member's name");
    s->at++;
    s->expect = EXPECT_VALUE;
    return JSON_KEY;
}

void json_start(struct json_scan *scan, struct slice text, struct arena *arena)
{
    scan->text = text;
    scan->at = scan->start = 0;
    scan->arena = arena;
    scan->value = SLICE_NONE;
    scan->depth = 0;
    scan->expect = EXPECT_VALUE;
    err_clear(&scan->err);
}

/* After a value inside an array or object: true if a comma stood there and more must follow. */
static bool read_comma(struct json_scan *s)
{
    if (s->text.p[s->at] != ',')
        return false;
    s->at++;
    skip_blanks(s);
    s->expect = in_object(s) ? EXPECT_KEY : EXPECT_VALUE;
    return true;
}

enum json_token json_next(struct json_scan *s)
{
    unsigned char c;

    if (s->expect == EXPECT_NOTHING)
        return JSON_ERROR;
    skip_blanks(s);
    s->start = s->at;
    if (s->expect == EXPECT_END) {
        if (s->at == s->text.n)
            return JSON_END;
        return fail(s, s->at, "JSON-TRAILING", "something follows the end of the JSON value");
    }
    if (s->at == s->text.n)
        return fail_end(s);
    if (s->expect == EXPECT_MORE && read_comma(s)) {
        s->start = s->at;
        if (s->at == s->text.n)
            return fail_end(s);
    }
    c = s->text.p[s->at];
    switch ((enum expect)s->expect) {
    case EXPECT_FIRST: return c == ']' ? close_level(s) : read_value(s);
    case EXPECT_FIRST_KEY: return c == '}' ? close_level(s) : read_key(s);
    case EXPECT_KEY: return read_key(s);
    case EXPECT_MORE:
        if (c == (in_object(s) ? '}' : ']'))
            return close_level(s);
        return fail(s, s->at, "JSON-SYNTAX", "a comma or the end of the array or object must stand here");
    default: return read_value(s);
    }
}

/* ---- is it JSON? ---- */

struct quick {
    const unsigned char *p, *end;
    bool high; /* some byte is not ASCII */
};

#define QUICK_DEPTH 32

static bool take(struct quick *q, unsigned char c)
{
    if (q->p == q->end || *q->p != c)
        return false;
    q->p++;
    return true;
}

/* The rest of a string whose quote was taken; \u is left to the scanner. */
static bool quick_string(struct quick *q)
{
    for (;;) {
        q->p += plain_length(q->p, (size_t)(q->end - q->p), &q->high);
        if (take(q, '"'))
            return true;
        if (!take(q, '\\') || q->p == q->end || escape_byte(*q->p) == 0)
            return false;
        q->p++;
    }
}

static bool take_word(struct quick *q, struct slice word)
{
    const struct slice left = {q->p, (size_t)(q->end - q->p)};
    bool is = slice_starts(left, word);

    if (is)
        q->p += word.n;
    return is;
}

static bool quick_scalar(struct quick *q)
{
    const unsigned char *from;

    if (take_word(q, SLICE("true")) || take_word(q, SLICE("null")) || take_word(q, SLICE("false")))
        return true;
    take(q, '-');
    for (from = q->p; q->p < q->end && *q->p >= '0' && *q->p <= '9'; q->p++)
        ;
    return q->p > from && (*from != '0' || q->p == from + 1);
}

static bool quick_value(struct quick *q, unsigned depth)
{
    bool object = take(q, '{');
    unsigned char close = object ? '}' : ']';

    if (!object && !take(q, '['))
        return take(q, '"') ? quick_string(q) : quick_scalar(q);
    if (depth == QUICK_DEPTH)
        return false;
    if (take(q, close))
        return true;
    do {
        if (object && !(take(q, '"') && quick_string(q) && take(q, ':')))
            return false;
        if (!quick_value(q, depth + 1))
            return false;
    } while (take(q, ','));
    return take(q, close);
}

/* What is written without blanks, \u and fractions is seen through without tokens; the scanner
 * decides on the rest. */
bool json_is_valid(struct slice text)
{
    struct quick q = {text.p, text.p + text.n, false};
    struct arena arena = ARENA_INIT;
    struct json_scan scan;
    enum json_token token;

    if (text.n > 0 && quick_value(&q, 0) && q.p == q.end)
        return !q.high || utf8_valid(text) == text.n;
    json_start(&scan, text, &arena);
    while ((token = json_next(&scan)) != JSON_END && token != JSON_ERROR)
        ;
    arena_release(&arena);
    return token == JSON_END;
}
