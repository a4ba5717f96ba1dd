/* note: texts signed as c2sp.org/signed-note.  See note.h. */
#include "base64.h"
#include "note.h"
#include "utf8.h"

#define ED25519 1 /* the type of signature */
#define DASH    "\xe2\x80\x94 "

/* Unicode's property White_Space, which is what Go's unicode.IsSpace() knows. */
static bool is_space(int32_t c)
{
    return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f ||
           c == 0x3000;
}

bool note_name_valid(struct slice name)
{
    size_t length;

    for (size_t i = 0; i < name.n; i += length) {
        int32_t c = utf8_at(name, i, &length);

        if (c < 0x20 || c == '+' || is_space(c))
            return false;
    }
    return name.n > 0;
}

void note_key_make(struct digest *d, struct slice name, const struct public_key *public, struct note_key *out)
{
    unsigned char hash[DIGEST_SIZE];

    out->name = name;
    out->public = *public;
    digest_start(d);
    digest_add(d, name.p, name.n);
    digest_add(d, (const unsigned char[]){'\n', ED25519}, 2);
    digest_add(d, public->bytes, sizeof(public->bytes));
    digest_end(d, hash);
    memcpy(out->id, hash, NOTE_ID);
}

/* What stands before the first c, which text is moved behind; all of it if there is none. */
static struct slice cut(struct slice *text, unsigned char c)
{
    const unsigned char *at = text->n > 0 ? memchr(text->p, c, text->n) : NULL;
    struct slice before = {text->p, at != NULL ? (size_t)(at - text->p) : text->n};
    size_t past = at != NULL ? before.n + 1 : before.n;

    *text = (struct slice){text->p + past, text->n - past};
    return before;
}

void note_key_write(struct buf *b, const struct note_key *key)
{
    unsigned char bytes[1 + sizeof(key->public.bytes)] = {ED25519};

    memcpy(bytes + 1, key->public.bytes, sizeof(key->public.bytes));
    buf_slice(b, key->name);
    buf_byte(b, '+');
    buf_hex(b, key->id, NOTE_ID);
    buf_byte(b, '+');
    base64_write(b, bytes, sizeof(bytes));
}

/* What would be written of a key is compared, so that there is one way alone to write it. */
bool note_key_read(struct digest *d, struct slice text, struct note_key *out)
{
    struct slice rest = text, name = cut(&rest, '+');
    struct public_key public;
    struct buf b;
    bool good;

    cut(&rest, '+');
    buf_init(&b, NOTE_MAX);
    good = text.n < NOTE_MAX / 4 && note_name_valid(name) && base64_read(rest, &b) &&
           b.n == 1 + sizeof(public.bytes) && b.p[0] == ED25519;
    if (good) {
        memcpy(public.bytes, b.p + 1, sizeof(public.bytes));
        note_key_make(d, name, &public, out);
        buf_clear(&b);
        note_key_write(&b, out);
        good = slice_equal(buf_view(&b), text);
    }
    buf_release(&b);
    return good;
}

/* Without controls other than LF, and UTF-8. */
static bool plain(struct slice text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] < 0x20 && text.p[i] != '\n')
            return false;
    return utf8_valid(text) == text.n;
}

bool note_text_valid(struct slice text)
{
    return text.n > 0 && text.p[text.n - 1] == '\n' && text.n < NOTE_MAX / 2 && plain(text);
}

enum status note_sign(struct buf *b, struct slice text, const struct note_key *by,
                      const struct signing_key *key, struct err *err)
{
    unsigned char bytes[NOTE_ID + SIGNATURE_SIZE];
    enum status st;

    assert(note_text_valid(text) && note_name_valid(by->name) && public_key_equal(&by->public, &key->public));
    st = signing_sign(key, text, bytes + NOTE_ID, err);
    if (st != ST_OK)
        return st;
    memcpy(bytes, by->id, NOTE_ID);
    buf_text(b, DASH);
    buf_slice(b, by->name);
    buf_byte(b, ' ');
    base64_write(b, bytes, sizeof(bytes));
    buf_byte(b, '\n');
    return ST_OK;
}

/* A signature line. */
struct line {
    struct slice name;
    struct slice signature; /* id and what follows it; in the buf that it was read into */
};

static bool read_line(struct slice text, struct buf *b, struct line *out)
{
    if (!slice_starts(text, SLICE(DASH)))
        return false;
    text = (struct slice){text.p + sizeof(DASH) - 1, text.n - (sizeof(DASH) - 1)};
    out->name = cut(&text, ' ');
    buf_clear(b);
    if (!note_name_valid(out->name) || !base64_read(text, b) || b->n <= NOTE_ID)
        return false;
    out->signature = buf_view(b);
    return true;
}

static bool made_by(const struct line *line, const struct note_key *key)
{
    return memcmp(line->signature.p, key->id, NOTE_ID) == 0 && slice_equal(line->name, key->name);
}

/* Looks for who made line, and whether it did. */
static enum status check_line(const struct line *line, const struct note_key *known, size_t n,
                              const char *where, struct note *note, struct err *err)
{
    size_t by = n;

    for (size_t i = 0; i < n; i++) {
        if (!made_by(line, &known[i]))
            continue;
        if (by < n)
            return err_at(err, ST_FAIL, where, 0, 0, "NOTE-TWICE",
                          "two keys of the same name and id were given, %.*s; give one of them",
                          (int)line->name.n, (const char *)line->name.p);
        by = i;
    }
    if (by == n) {
        note->others++;
        return ST_OK;
    }
    if (line->signature.n != NOTE_ID + SIGNATURE_SIZE ||
        !signing_verify(&known[by].public, note->text, line->signature.p + NOTE_ID))
        return err_at(err, ST_FAIL, where, 0, 0, "NOTE-SIGNATURE",
                      "the text was not signed by %.*s, as it claims: one of them was changed; compare it "
                      "with a copy from elsewhere",
                      (int)line->name.n, (const char *)line->name.p);
    note->by |= UINT64_C(1) << by;
    return ST_OK;
}

static enum status malformed(const char *where, const char *what, struct err *err)
{
    return err_at(err, ST_FAIL, where, 0, 0, "NOTE-FORMAT",
                  "this is no signed note: %s; take another copy of it", what);
}

/* Parts bytes at the last empty line. */
static const char *part(struct slice bytes, struct slice *text, struct slice *lines)
{
    size_t at = bytes.n;

    if (bytes.n > NOTE_MAX)
        return "it is larger than 1 MiB";
    if (!plain(bytes))
        return "it is not UTF-8, or has control characters";
    if (bytes.n == 0 || bytes.p[bytes.n - 1] != '\n')
        return "its last line does not end";
    while (at >= 2 && !(bytes.p[at - 2] == '\n' && bytes.p[at - 1] == '\n'))
        at--;
    if (at < 2)
        return "no empty line parts text and signatures";
    *text = (struct slice){bytes.p, at - 1};
    *lines = (struct slice){bytes.p + at, bytes.n - at};
    return lines->n == 0 ? "it has no signature" : NULL;
}

enum status note_open(struct slice bytes, const struct note_key *known, size_t n, const char *where,
                      struct note *out, struct err *err)
{
    struct slice lines = SLICE_NONE;
    const char *wrong = part(bytes, &out->text, &lines);
    enum status st = ST_OK;
    struct buf b;

    assert(n <= NOTE_KEYS);
    if (wrong != NULL)
        return malformed(where, wrong, err);
    out->by = 0;
    out->others = 0;
    buf_init(&b, NOTE_MAX);
    for (size_t count = 1; st == ST_OK && lines.n > 0; count++) {
        struct line line;

        if (count > NOTE_SIGNATURES)
            st = malformed(where, "it has more than 100 signatures", err);
        else if (!read_line(cut(&lines, '\n'), &b, &line))
            st = malformed(where, "a line of a signature is not written as one", err);
        else
            st = check_line(&line, known, n, where, out, err);
    }
    buf_release(&b);
    if (st == ST_OK && out->by == 0)
        st = err_at(err, ST_FAIL, where, 0, 0, "NOTE-UNKNOWN",
                    "no key that was given signed this; give the key that did, from elsewhere");
    return st;
}
