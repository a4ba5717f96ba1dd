/* bag_tags: what the tag files of a bag say.  See bag_tags.h. */
#include <strings.h>

#include "bag_path.h"
#include "bag_tags.h"

#define TELL "\"BagIt-Version: 1.0\" and \"Tag-File-Character-Encoding: UTF-8\""

static bool blank(unsigned char c)
{
    return c == ' ' || c == '\t';
}

/* The first n bytes go. */
static struct slice behind(struct slice s, size_t n)
{
    return (struct slice){s.p + n, s.n - n};
}

static struct slice skip_blanks(struct slice s)
{
    while (s.n > 0 && blank(s.p[0]))
        s = behind(s, 1);
    return s;
}

/* The word in front of s, and blanks behind it; an empty one if no blank follows. */
static struct slice take_word(struct slice *s)
{
    size_t n = 0;
    struct slice word;

    while (n < s->n && !blank(s->p[n]))
        n++;
    word = (struct slice){s->p, n < s->n ? n : 0};
    *s = skip_blanks(behind(*s, word.n));
    return word;
}

static enum status bad_declaration(const struct bag_text *t, struct err *err)
{
    return bag_text_bad(t, ST_REJECT, "BAG-DECLARATION", err,
                        "bagit.txt holds exactly two lines, like " TELL ", and nothing else");
}

static bool digits(struct slice s, uint64_t *v)
{
    int64_t n;

    if (s.n == 0 || s.p[0] == '-' || !slice_int(s, &n))
        return false;
    *v = (uint64_t)n;
    return true;
}

/* M.N, both decimal. */
static bool version_of(struct slice s, unsigned *out)
{
    static const char *const known[] = {"0.93", "0.94", "0.95", "0.96", "0.97", "1.0"};

    for (unsigned i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (slice_is(s, known[i])) {
            *out = i < 5 ? 93 + i : BAG_1_0;
            return true;
        }
    return false;
}

static enum status read_declaration(struct bag_text *t, struct bag_declaration *out, struct err *err)
{
    const struct slice first = SLICE("BagIt-Version: "), second = SLICE("Tag-File-Character-Encoding: ");
    struct slice line;
    enum status st = bag_text_next(t, &line, err);

    if (st == ST_END || (st == ST_OK && (!slice_starts(line, first) || line.n == first.n)))
        return bad_declaration(t, err);
    if (st != ST_OK)
        return st;
    line = behind(line, first.n);
    if (!version_of(line, &out->version))
        return bag_text_bad(t, ST_REJECT, "BAG-VERSION", err,
                            "\"%.*s\" is no version of BagIt that is known here: 0.93 to 0.97 and 1.0 are",
                            (int)(line.n < 40 ? line.n : 40), (const char *)line.p);
    st = bag_text_next(t, &line, err);
    if (st == ST_END || (st == ST_OK && !slice_starts(line, second)))
        return bad_declaration(t, err);
    if (st != ST_OK)
        return st;
    line = behind(line, second.n);
    if (!bag_encoding_find(line, &out->encoding))
        return bag_text_bad(t, ST_REJECT, "BAG-ENCODING", err,
                            "\"%.*s\" is no encoding that is read here: UTF-8, ISO-8859-1 and UTF-16 are",
                            (int)(line.n < 40 ? line.n : 40), (const char *)line.p);
    st = bag_text_next(t, &line, err);
    return st == ST_END ? ST_OK : st == ST_OK ? bad_declaration(t, err) : st;
}

enum status bag_declaration_read(struct bag_file *f, struct bag_declaration *out, struct err *err)
{
    struct bag_text *t = bag_text_new(f, BAG_BYTES);
    enum status st = read_declaration(t, out, err);

    bag_text_close(t);
    return st;
}

static int nibble(unsigned char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool read_hex(struct slice s, size_t size, unsigned char *out)
{
    if (s.n != 2 * size)
        return false;
    for (size_t i = 0; i < size; i++) {
        int high = nibble(s.p[2 * i]), low = nibble(s.p[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        out[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}

/* Decodes a path and refuses one that may not be followed. */
static enum status take_path(const struct bag_text *t, struct slice written, unsigned version,
                             struct buf *path, struct err *err)
{
    const char *fault;

    buf_clear(path);
    bag_path_decode(written, version >= BAG_1_0, path);
    fault = bag_path_fault(buf_view(path));
    if (fault == NULL)
        return ST_OK;
    return bag_text_bad(t, ST_REJECT, "BAG-PATH", err, "the path %.200s %s; it is not followed",
                        buf_string(path), fault);
}

enum status bag_manifest_next(struct bag_text *t, size_t size, unsigned version, struct bag_line *out,
                              struct err *err)
{
    struct slice line, hex;
    enum status st = bag_text_next(t, &line, err);

    if (st != ST_OK)
        return st;
    hex = take_word(&line);
    if (line.n == 0 || !read_hex(hex, size, out->digest))
        return bag_text_bad(t, ST_REJECT, "BAG-LINE", err,
                            "a line of this manifest is a digest of %zu hex digits, blanks and a path",
                            2 * size);
    out->starred = line.p[0] == '*';
    line = behind(line, out->starred ? 1 : 0);
    out->dotted = false;
    while (line.n > 2 && slice_starts(line, SLICE("./"))) {
        out->dotted = true;
        line = behind(line, 2);
    }
    return take_path(t, line, version, &out->path, err);
}

enum status bag_fetch_next(struct bag_text *t, unsigned version, struct buf *path, struct err *err)
{
    struct slice line, url, length;
    uint64_t v;
    enum status st = bag_text_next(t, &line, err);

    if (st != ST_OK)
        return st;
    url = take_word(&line);
    length = take_word(&line);
    if (url.n == 0 || line.n == 0 || (!slice_is(length, "-") && !digits(length, &v)))
        return bag_text_bad(t, ST_REJECT, "BAG-LINE", err,
                            "a line of fetch.txt is an address, a length or \"-\", and a path");
    st = take_path(t, line, version, path, err);
    if (st == ST_OK && !bag_path_is_payload(buf_view(path)))
        return bag_text_bad(t, ST_REJECT, "BAG-PATH", err,
                            "%.200s does not lie in data/, as what is fetched does", buf_string(path));
    return st;
}

/* "<bytes>.<files>" */
static enum status take_oxum(const struct bag_text *t, unsigned version, struct slice value,
                             struct bag_oxum *oxum, struct err *err)
{
    const unsigned char *dot = value.n > 0 ? memchr(value.p, '.', value.n) : NULL;
    size_t n = dot != NULL ? (size_t)(dot - value.p) : 0;

    if (dot == NULL || !digits((struct slice){value.p, n}, &oxum->bytes) ||
        !digits(behind(value, n + 1), &oxum->files))
        return bag_text_bad(t, ST_REJECT, "BAG-OXUM", err,
                            "Payload-Oxum is a number of bytes, \".\" and one of files");
    if (oxum->given++ > 0 && version >= BAG_1_0)
        return bag_text_bad(t, ST_REJECT, "BAG-OXUM", err, "Payload-Oxum stands there a second time");
    return ST_OK;
}

enum status bag_info_next(struct bag_text *t, unsigned version, struct bag_oxum *oxum, struct err *err)
{
    struct slice line, label, value;
    const unsigned char *colon;
    enum status st = bag_text_next(t, &line, err);

    if (st != ST_OK)
        return st;
    if (line.n > 0 && blank(line.p[0]) && bag_text_line(t) > 1)
        return ST_OK; /* the line before goes on */
    colon = line.n > 0 ? memchr(line.p, ':', line.n) : NULL;
    label = (struct slice){line.p, colon != NULL ? (size_t)(colon - line.p) : 0};
    value = colon != NULL ? behind(line, label.n + 1) : SLICE_NONE;
    if (version < BAG_1_0)
        label = slice_trim(label);
    if (label.n == 0 || blank(label.p[0]) || blank(label.p[label.n - 1]) ||
        (version >= BAG_1_0 && (value.n == 0 || !blank(value.p[0]))))
        return bag_text_bad(t, ST_REJECT, "BAG-INFO", err,
                            "a line is a label, a colon, one blank and a value, or starts with a blank");
    if (label.n != 12 || strncasecmp((const char *)label.p, "Payload-Oxum", 12) != 0)
        return ST_OK;
    return take_oxum(t, version, slice_trim(value), oxum, err);
}
