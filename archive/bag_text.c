/* bag_text: the text files of a bag, line by line.  See bag_text.h. */
#include <stdio.h>
#include <strings.h>

#include "bag_text.h"
#include "mem.h"
#include "utf8.h"

#define RAW ((size_t)64 << 10)

#define CODE_END   (-1)
#define CODE_WRONG (-2) /* not of the encoding */

struct bag_text {
    struct bag_file *file;
    enum bag_encoding encoding;
    uint64_t line;
    bool begun, after_cr, over;
    struct buf text;
    size_t at, n; /* in raw */
    unsigned char raw[RAW];
};

bool bag_encoding_find(struct slice name, enum bag_encoding *out)
{
    static const struct {
        const char *name;
        enum bag_encoding encoding;
    } known[] = {
        {"utf-8", BAG_BYTES},  {"us-ascii", BAG_BYTES}, {"ascii", BAG_BYTES},      {"iso-8859-1", BAG_LATIN1},
        {"utf-16", BAG_UTF16}, {"utf-16be", BAG_UTF16}, {"utf-16le", BAG_UTF16LE},
    };

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (strlen(known[i].name) == name.n &&
            strncasecmp(known[i].name, (const char *)name.p, name.n) == 0) {
            *out = known[i].encoding;
            return true;
        }
    return false;
}

struct bag_text *bag_text_new(struct bag_file *f, enum bag_encoding encoding)
{
    struct bag_text *t = mem_zero(1, sizeof(*t));

    t->file = f;
    t->encoding = encoding;
    buf_init(&t->text, BAG_LINE_MAX + 8);
    return t;
}

void bag_text_close(struct bag_text *t)
{
    if (t == NULL)
        return;
    bag_file_close(t->file);
    buf_release(&t->text);
    mem_free(t);
}

uint64_t bag_text_line(const struct bag_text *t)
{
    return t->line;
}

enum status bag_text_bad(const struct bag_text *t, enum status st, const char *code, struct err *err,
                         const char *format, ...)
{
    char text[512];
    va_list ap;

    va_start(ap, format);
    vsnprintf(text, sizeof(text), format, ap);
    va_end(ap);
    return err_at(err, st, bag_file_shown(t->file), t->line, 0, code, "%s", text);
}

static enum status fill(struct bag_text *t, struct err *err)
{
    enum status st;

    if (t->n - t->at >= 4 || t->over)
        return ST_OK;
    memmove(t->raw, t->raw + t->at, t->n - t->at);
    t->n -= t->at;
    t->at = 0;
    while (t->n < 4 && !t->over) {
        size_t got;

        st = bag_file_read(t->file, t->raw + t->n, RAW - t->n, &got, err);
        if (st != ST_OK)
            return st;
        t->over = got == 0;
        t->n += got;
    }
    return ST_OK;
}

static int32_t unit(const struct bag_text *t, size_t at)
{
    bool little = t->encoding == BAG_UTF16LE;

    return t->raw[at + (little ? 1 : 0)] << 8 | t->raw[at + (little ? 0 : 1)];
}

static int32_t take_utf16(struct bag_text *t)
{
    int32_t code, low;

    if (t->n - t->at < 2) {
        t->at = t->n;
        return CODE_WRONG;
    }
    code = unit(t, t->at);
    t->at += 2;
    if (code < 0xd800 || code > 0xdfff)
        return code;
    if (code > 0xdbff || t->n - t->at < 2)
        return CODE_WRONG;
    low = unit(t, t->at);
    if (low < 0xdc00 || low > 0xdfff)
        return CODE_WRONG;
    t->at += 2;
    return 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
}

/* A character, or a byte of BAG_BYTES. */
static int32_t take(struct bag_text *t)
{
    if (t->at == t->n)
        return CODE_END;
    if (t->encoding == BAG_UTF16 || t->encoding == BAG_UTF16LE)
        return take_utf16(t);
    return t->raw[t->at++];
}

/* A mark tells how the bytes of UTF-16 are ordered; without one they are big-endian. */
static void skip_mark(struct bag_text *t)
{
    if (t->encoding != BAG_UTF16 || t->n < 2)
        return;
    if (t->raw[0] == 0xff && t->raw[1] == 0xfe)
        t->encoding = BAG_UTF16LE;
    else if (t->raw[0] != 0xfe || t->raw[1] != 0xff)
        return;
    t->at = 2;
}

static void put(struct bag_text *t, int32_t code)
{
    if (t->encoding == BAG_BYTES)
        buf_byte(&t->text, (unsigned char)code);
    else
        utf8_add(&t->text, (uint32_t)code);
}

/* One character of the line; *done at its end. */
static enum status step(struct bag_text *t, bool *done, const char **wrong, struct err *err)
{
    enum status st = fill(t, err);
    int32_t code;

    if (st != ST_OK)
        return st;
    if (!t->begun)
        skip_mark(t);
    t->begun = true;
    code = take(t);
    if (t->after_cr && code == '\n') {
        t->after_cr = false;
        return ST_OK;
    }
    t->after_cr = code == '\r';
    *done = code == CODE_END || code == '\n' || code == '\r';
    if (code == CODE_END)
        return t->text.n > 0 || *wrong != NULL ? ST_OK : ST_END;
    if (code == CODE_WRONG || code == 0)
        *wrong = "is not of the encoding that bagit.txt tells";
    else if (!*done && t->text.n >= BAG_LINE_MAX)
        *wrong = "is longer than 65,536 bytes";
    else if (!*done)
        put(t, code);
    return ST_OK;
}

enum status bag_text_next(struct bag_text *t, struct slice *line, struct err *err)
{
    const char *wrong = NULL;
    enum status st = ST_OK;
    bool done = false;

    buf_clear(&t->text);
    t->line++;
    while (st == ST_OK && !done)
        st = step(t, &done, &wrong, err);
    if (st == ST_OK && wrong != NULL)
        return bag_text_bad(t, ST_REJECT, "BAG-LINE", err, "the line %s; get the bag again", wrong);
    *line = buf_view(&t->text);
    return st;
}
