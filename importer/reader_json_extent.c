/* reader_json_extent: where one JSON value ends.  See reader_json_extent.h. */
#include <assert.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "reader_json_extent.h"

enum { NEED_VALUE, NEED_VALUE_OR_END, NEED_KEY, NEED_KEY_OR_END, NEED_COLON, NEED_MORE };

enum byte_class { OTHER, BLANK, QUOTE, OPEN, CLOSE, COLON, COMMA };

static enum byte_class class_of(unsigned char c)
{
    switch (c) {
    case ' ':
    case '\t':
    case '\r':
    case '\n': return BLANK;
    case '"': return QUOTE;
    case '{':
    case '[': return OPEN;
    case '}':
    case ']': return CLOSE;
    case ':': return COLON;
    case ',': return COMMA;
    default: return OTHER;
    }
}

void extent_start(struct extent_scan *x, bool strict)
{
    memset(x, 0, sizeof(*x));
    x->strict = strict;
    x->need = NEED_VALUE;
}

static bool level_is_object(const struct extent_scan *x)
{
    size_t level = x->depth - 1;

    return level < JSON_DEPTH && (x->object[level / 8] >> (level % 8) & 1) != 0;
}

static void push(struct extent_scan *x, bool object)
{
    size_t level = x->depth++;

    x->need = object ? NEED_KEY_OR_END : NEED_VALUE_OR_END;
    if (level >= JSON_DEPTH)
        return; /* the strict parse will refuse it; its end is still wanted */
    if (object)
        x->object[level / 8] = (unsigned char)(x->object[level / 8] | 1u << (level % 8));
    else
        x->object[level / 8] = (unsigned char)(x->object[level / 8] & ~(1u << (level % 8)));
}

/* A closing bracket: true if it fits something that is open.  Lenient: what was left open within
 * is taken as closed. */
static bool pop(struct extent_scan *x, bool object)
{
    size_t depth = x->depth;

    if (depth > JSON_DEPTH) {
        x->depth--;
        x->need = NEED_MORE;
        return true;
    }
    if (level_is_object(x) != object) {
        x->damaged = true;
        while (x->depth > 0 && level_is_object(x) != object)
            x->depth--;
        if (x->depth == 0) {
            x->depth = depth;
            return false;
        }
    }
    x->depth--;
    x->need = NEED_MORE;
    return true;
}

/* The next quote, backslash or control character. */
static size_t string_run(const unsigned char *p, size_t n, size_t i)
{
#ifdef __SSE2__
    const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\');
    const __m128i control = _mm_set1_epi8(0x1f);

    for (; i + 16 <= n; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, slash));
        int mask;

        hit = _mm_or_si128(hit, _mm_cmpeq_epi8(_mm_min_epu8(v, control), v));
        mask = _mm_movemask_epi8(hit);
        if (mask == 0)
            continue;
        while ((mask & 1) == 0) {
            mask >>= 1;
            i++;
        }
        return i;
    }
#endif
    while (i < n && p[i] != '"' && p[i] != '\\' && p[i] >= 0x20)
        i++;
    return i;
}

/* Inside a string, up to behind its closing quote.  A line end in it means that a quote is missing:
 * nothing can be said of what follows.  Other control characters are left to the strict parse. */
static enum extent scan_string(struct extent_scan *x, const unsigned char *p, size_t n, size_t *at)
{
    size_t i = *at;

    while (i < n) {
        if (x->escaped) {
            x->escaped = false;
            if (p[i] != '\n' && p[i] != '\r')
                i++;
            continue;
        }
        i = string_run(p, n, i);
        if (i == n)
            break;
        if (p[i] == '\n' || p[i] == '\r') {
            *at = i;
            return EXTENT_BROKEN;
        }
        if (p[i] == '"') {
            x->in_string = false;
            x->quoted = true;
            i++;
            break;
        }
        x->escaped = p[i] == '\\';
        i++;
    }
    *at = i;
    return EXTENT_MORE;
}

static bool value_may_come(const struct extent_scan *x)
{
    return x->need == NEED_VALUE || x->need == NEED_VALUE_OR_END;
}

static bool key_may_come(const struct extent_scan *x)
{
    return x->need == NEED_KEY || x->need == NEED_KEY_OR_END;
}

static enum extent open_bracket(struct extent_scan *x, unsigned char c, size_t *at)
{
    if (!value_may_come(x)) {
        if (x->strict)
            return EXTENT_BROKEN;
        x->damaged = true;
        if (c == '{' && x->depth > 0 && level_is_object(x))
            return EXTENT_SIBLING;
    }
    push(x, c == '{');
    ++*at;
    return EXTENT_MORE;
}

static enum extent close_bracket(struct extent_scan *x, unsigned char c, size_t *at)
{
    bool fits = x->need == NEED_MORE || x->need == (c == '}' ? NEED_KEY_OR_END : NEED_VALUE_OR_END);

    if (!fits)
        x->damaged = true;
    if (x->depth == 0 || !pop(x, c == '}'))
        return x->strict ? EXTENT_BROKEN : EXTENT_OUTER;
    if (x->strict && x->damaged)
        return EXTENT_BROKEN;
    ++*at;
    return x->depth == 0 ? EXTENT_DONE : EXTENT_MORE;
}

static enum extent separator(struct extent_scan *x, unsigned char c, size_t *at)
{
    bool object = level_is_object(x);

    if (x->need != (c == ':' ? NEED_COLON : NEED_MORE)) {
        if (x->strict)
            return EXTENT_BROKEN;
        x->damaged = true;
    }
    x->need = c == ':' || !object ? NEED_VALUE : NEED_KEY;
    if (x->depth > JSON_DEPTH && c == ',')
        x->need = NEED_VALUE;
    ++*at;
    return EXTENT_MORE;
}

/* A string or a scalar begins: what comes after it, and whether it may stand here. */
static bool leaf_begins(struct extent_scan *x, bool string)
{
    bool fits = value_may_come(x) || (string && key_may_come(x)) || x->depth > JSON_DEPTH;

    x->need = string && key_may_come(x) ? NEED_COLON : NEED_MORE;
    if (!fits)
        x->damaged = true;
    return fits || !x->strict;
}

static enum extent begin_string(struct extent_scan *x, size_t *at)
{
    if (x->in_scalar || !leaf_begins(x, true))
        return EXTENT_BROKEN; /* a quote that touches a bare word: quotes are not to be trusted */
    x->in_string = true;
    ++*at;
    return EXTENT_MORE;
}

static enum extent scalar_byte(struct extent_scan *x, bool after_quote, size_t *at)
{
    if (after_quote)
        return EXTENT_BROKEN;
    if (!x->in_scalar && !leaf_begins(x, false))
        return EXTENT_BROKEN;
    x->in_scalar = true;
    ++*at;
    return EXTENT_MORE;
}

static enum extent scan_token(struct extent_scan *x, unsigned char c, size_t *at)
{
    enum byte_class class = class_of(c);
    bool after_quote = x->quoted;

    x->quoted = false;
    if (class == OTHER)
        return scalar_byte(x, after_quote, at);
    if (class == QUOTE)
        return begin_string(x, at);
    if (x->in_scalar && x->depth == 0)
        return EXTENT_DONE;
    x->in_scalar = false;
    switch (class) {
    case OPEN: return open_bracket(x, c, at);
    case CLOSE: return close_bracket(x, c, at);
    case COLON:
    case COMMA: return x->depth == 0 ? EXTENT_BROKEN : separator(x, c, at);
    default: break;
    }
    ++*at;
    return EXTENT_MORE;
}

enum extent extent_scan(struct extent_scan *x, const unsigned char *p, size_t n, size_t *at)
{
    while (*at < n) {
        enum extent e;

        if (!x->in_string)
            e = scan_token(x, p[*at], at);
        else if ((e = scan_string(x, p, n, at)) == EXTENT_MORE && x->quoted && x->depth == 0)
            e = EXTENT_DONE;
        if (e != EXTENT_MORE)
            return e;
    }
    return EXTENT_MORE;
}

void extent_take_brace(struct extent_scan *x, size_t *at)
{
    push(x, true);
    ++*at;
}

bool extent_whole_at_end(const struct extent_scan *x)
{
    return x->in_scalar && x->depth == 0;
}
