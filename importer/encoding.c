/*
 * encoding: legacy bytes and UTF-16 into UTF-8, and back without loss.  See encoding.h and input_impl.h.
 *
 * What has no character is written as sequences that no UTF-8 text holds: a lone surrogate as its
 * three bytes (WTF-8), a byte without a character, and an odd byte of UTF-16, as a two-byte
 * sequence that starts with 0xf8 to 0xfb.  Each unit thus has exactly one lead byte, and lengths
 * can be told from the lead bytes alone.
 */
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "input_impl.h"
#include "mem.h"
#include "utf8.h"

static size_t put_raw(unsigned char *p, unsigned char byte)
{
    p[0] = (unsigned char)(0xf8 | byte >> 6);
    p[1] = (unsigned char)(0x80 | (byte & 0x3f));
    return 2;
}

/* The one character that a byte stands for, ENCODING_NONE if it has none; false if the byte alone
 * decides nothing: the encoding has several bytes a character, or shifts. */
static bool ask_iconv(iconv_t cd, unsigned char byte, uint32_t *code)
{
    char in = (char)byte, *from = &in, *to;
    uint32_t out[4];
    size_t left = 1, room = sizeof(out);

    to = (char *)out;
    (void)iconv(cd, NULL, NULL, NULL, NULL);
    *code = ENCODING_NONE;
    if (iconv(cd, &from, &left, &to, &room) == (size_t)-1)
        return errno == EILSEQ;
    if (iconv(cd, NULL, NULL, &to, &room) == (size_t)-1 || room != sizeof(out) - sizeof(out[0]))
        return false;
    *code = out[0];
    return out[0] <= 0x10ffff;
}

static int by_code(const void *a, const void *b)
{
    const struct encoding_back *x = a, *y = b;

    if (x->code != y->code)
        return x->code < y->code ? -1 : 1;
    return x->byte < y->byte ? -1 : x->byte > y->byte;
}

/* Of two bytes with one character only the first stands for it: the way back must be exact. */
static void make_back(struct encoding *e)
{
    size_t n = 0;

    for (unsigned i = 0; i < 256; i++)
        if (e->code[i] != ENCODING_NONE)
            e->back[e->n_back++] = (struct encoding_back){e->code[i], (unsigned char)i};
    qsort(e->back, e->n_back, sizeof(e->back[0]), by_code);
    for (size_t i = 0; i < e->n_back; i++) {
        if (n > 0 && e->back[n - 1].code == e->back[i].code)
            e->code[e->back[i].byte] = ENCODING_NONE;
        else
            e->back[n++] = e->back[i];
    }
    e->n_back = n;
}

static void make_forth(struct encoding *e)
{
    for (unsigned i = 0; i < 256; i++) {
        unsigned char *p = e->text[i].p;
        uint32_t c = e->code[i];

        e->text[i].n = (unsigned char)(c == ENCODING_NONE ? put_raw(p, (unsigned char)i) : utf8_put(p, c));
    }
}

static enum status make_table(const char *name, struct encoding *e, struct err *err)
{
    iconv_t cd;
    bool single = true;

    cd = strpbrk(name, "/, \t") != NULL || name[0] == 0 ? (iconv_t)-1 : iconv_open("UTF-32LE", name);
    if (cd == (iconv_t)-1)
        return err_set(err, ST_FAIL, "INPUT-ENCODING",
                       "there is no encoding \"%s\"; \"iconv -l\" lists the names", name);
    for (unsigned i = 0; i < 256 && single; i++)
        single = ask_iconv(cd, (unsigned char)i, &e->code[i]);
    iconv_close(cd);
    if (!single)
        return err_set(err, ST_FAIL, "INPUT-ENCODING",
                       "\"%s\" has several bytes a character; convert the dump to UTF-8 first: "
                       "iconv -f %s -t UTF-8",
                       name, name);
    make_back(e);
    make_forth(e);
    return ST_OK;
}

static const struct {
    const char *name;
    enum encoding_kind kind;
    bool any_order;
} unicode[] = {
    {"utf-8", ENCODING_UTF8, false},       {"utf8", ENCODING_UTF8, false},
    {"utf-16", ENCODING_UTF16LE, true},    {"utf16", ENCODING_UTF16LE, true},
    {"utf-16le", ENCODING_UTF16LE, false}, {"utf16le", ENCODING_UTF16LE, false},
    {"utf-16be", ENCODING_UTF16BE, false}, {"utf16be", ENCODING_UTF16BE, false},
};

struct encoding *encoding_of_kind(enum encoding_kind kind)
{
    struct encoding *e = mem_zero(1, sizeof(*e));

    e->kind = kind;
    return e;
}

enum status encoding_new(const char *name, struct encoding **out, struct err *err)
{
    struct encoding *e = encoding_of_kind(ENCODING_BYTE);
    enum status st;

    for (size_t i = 0; i < sizeof(unicode) / sizeof(unicode[0]); i++) {
        if (strcasecmp(name, unicode[i].name) != 0)
            continue;
        e->kind = unicode[i].kind;
        e->any_order = unicode[i].any_order;
        *out = e;
        return ST_OK;
    }
    st = make_table(name, e, err);
    if (st != ST_OK) {
        encoding_free(e);
        return st;
    }
    *out = e;
    return ST_OK;
}

void encoding_free(struct encoding *e)
{
    mem_free(e);
}

static size_t decode_bytes(const struct encoding *e, const unsigned char *p, size_t n, struct buf *out)
{
    unsigned char *to = buf_space(out, 4 * n);
    size_t used = 0;

    for (size_t i = 0; i < n; i++) {
        memcpy(to + used, e->text[p[i]].p, 4);
        used += e->text[p[i]].n;
    }
    buf_grew(out, used);
    return n;
}

static uint32_t unit(const struct encoding *e, const unsigned char *p)
{
    return e->kind == ENCODING_UTF16LE ? (uint32_t)p[0] | (uint32_t)p[1] << 8
                                       : (uint32_t)p[1] | (uint32_t)p[0] << 8;
}

/* A line's end as it looks a byte out of step: U+0A00, which is no character and will not be one. */
#define LF_ASKEW 0x0a00

/* A byte too many or too few puts all that follows out of step, to the end of its line at most: there the
 * byte before it stands alone.  -1: more must be seen to tell. */
static int is_askew(const struct encoding *e, const unsigned char *p, size_t n, bool last)
{
    if (e->kind == ENCODING_UTF16LE)
        return unit(e, p) == LF_ASKEW;
    if (p[1] != 0)
        return 0;
    if (n < 4)
        return last ? 0 : -1;
    return unit(e, p + 2) == LF_ASKEW;
}

/* RFC 2781.  Three bytes of UTF-8 a unit are the most that it can take. */
static size_t decode_utf16(const struct encoding *e, const unsigned char *p, size_t n, bool last,
                           struct buf *out)
{
    unsigned char *to = buf_space(out, 3 * (n / 2) + 2);
    size_t i = 0, used = 0;

    while (n - i >= 2) {
        uint32_t c = unit(e, p + i);
        int askew = is_askew(e, p + i, n - i, last);

        if (askew < 0)
            break;
        if (askew > 0) {
            used += put_raw(to + used, p[i++]);
            continue;
        }
        if (c >= 0xd800 && c <= 0xdbff) {
            uint32_t low = n - i >= 4 ? unit(e, p + i + 2) : 0;

            if (n - i < 4 && !last)
                break;
            if (low >= 0xdc00 && low <= 0xdfff) {
                c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
                i += 2;
            }
        }
        used += utf8_put(to + used, c);
        i += 2;
    }
    if (last && n - i == 1)
        used += put_raw(to + used, p[i++]);
    buf_grew(out, used);
    return i;
}

size_t encoding_decode(const struct encoding *e, const unsigned char *p, size_t n, bool last, struct buf *out)
{
    if (n == 0)
        return 0;
    if (e->kind == ENCODING_BYTE)
        return decode_bytes(e, p, n, out);
    return decode_utf16(e, p, n, last, out);
}

uint64_t encoding_length(const struct encoding *e, struct slice utf8)
{
    bool wide = e->kind != ENCODING_BYTE;
    uint64_t n = 0;

    for (size_t i = 0; i < utf8.n; i++) {
        unsigned char c = utf8.p[i];

        if (utf8_tail(c))
            continue;
        n += !wide || c >= 0xf8 ? 1 : c >= 0xf0 ? 4 : 2;
    }
    return n;
}

/* Bytes that a lead byte announces. */
static size_t announced(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xf8 || lead < 0xe0)
        return 2;
    return lead < 0xf0 ? 3 : 4;
}

static uint32_t char_at(const unsigned char *p, size_t n)
{
    uint32_t c = n == 1 ? p[0] : p[0] & (0x7fu >> n);

    for (size_t i = 1; i < n; i++)
        c = c << 6 | (p[i] & 0x3fu);
    return c;
}

static void add_unit(const struct encoding *e, uint32_t c, struct buf *b)
{
    unsigned char low = (unsigned char)(c & 0xff), high = (unsigned char)(c >> 8);

    buf_byte(b, e->kind == ENCODING_UTF16LE ? low : high);
    buf_byte(b, e->kind == ENCODING_UTF16LE ? high : low);
}

static void add_original(const struct encoding *e, uint32_t c, struct buf *b)
{
    const struct encoding_back key = {c, 0};
    size_t low = 0, high = e->n_back;

    if (e->kind != ENCODING_BYTE) {
        if (c >= 0x10000) {
            add_unit(e, 0xd800 + ((c - 0x10000) >> 10), b);
            c = 0xdc00 + ((c - 0x10000) & 0x3ff);
        }
        add_unit(e, c, b);
        return;
    }
    while (low < high) {
        size_t middle = (low + high) / 2;

        if (e->back[middle].code < key.code)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < e->n_back && e->back[low].code == c)
        buf_byte(b, e->back[low].byte);
}

void encoding_encode(const struct encoding *e, struct slice utf8, struct buf *b)
{
    size_t i = 0;

    while (i < utf8.n) {
        unsigned char c = utf8.p[i];
        size_t n = announced(c);

        if (utf8_tail(c) || n > utf8.n - i) { /* the slice was cut inside a character */
            i++;
            continue;
        }
        if (c >= 0xf8)
            buf_byte(b, (unsigned char)((unsigned)(c & 3) << 6 | (utf8.p[i + 1] & 0x3fu)));
        else
            add_original(e, char_at(utf8.p + i, n), b);
        i += n;
    }
}
