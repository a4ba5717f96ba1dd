/* checkpoint: what a log was at a size.  See checkpoint.h. */
#include "base64.h"
#include "checkpoint.h"

void checkpoint_write(struct buf *b, const struct checkpoint *c)
{
    assert(c->size <= INT64_MAX && note_name_valid(c->origin));
    buf_slice(b, c->origin);
    buf_byte(b, '\n');
    buf_int(b, (int64_t)c->size);
    buf_byte(b, '\n');
    base64_write(b, c->root.bytes, DIGEST_SIZE);
    buf_byte(b, '\n');
}

/* The line that text starts with, without its LF, which it must have. */
static bool line(struct slice *text, struct slice *out)
{
    const unsigned char *end = text->n > 0 ? memchr(text->p, '\n', text->n) : NULL;

    if (end == NULL)
        return false;
    *out = (struct slice){text->p, (size_t)(end - text->p)};
    *text = (struct slice){end + 1, text->n - out->n - 1};
    return true;
}

static bool read_size(struct slice text, uint64_t *out)
{
    int64_t v;

    if (!slice_int(text, &v) || v < 0 || text.p[0] == '-' || (text.n > 1 && text.p[0] == '0'))
        return false;
    *out = (uint64_t)v;
    return true;
}

static bool read_root(struct slice text, struct hash *out)
{
    struct buf b;
    bool good;

    buf_init(&b, BUF_CAP);
    good = text.n < (size_t)2 * DIGEST_SIZE && base64_read(text, &b) && b.n == DIGEST_SIZE;
    if (good)
        memcpy(out->bytes, b.p, DIGEST_SIZE);
    buf_release(&b);
    return good;
}

bool checkpoint_read(struct slice text, struct checkpoint *out)
{
    struct slice size, root;

    return line(&text, &out->origin) && line(&text, &size) && line(&text, &root) && text.n == 0 &&
           note_name_valid(out->origin) && read_size(size, &out->size) && read_root(root, &out->root);
}

enum status checkpoint_sign(struct digest *d, struct buf *b, const struct checkpoint *c,
                            const struct signing_key *keys, size_t n, struct err *err)
{
    enum status st = ST_OK;
    struct buf text;

    buf_init(&text, NOTE_MAX);
    checkpoint_write(&text, c);
    buf_slice(b, buf_view(&text));
    buf_byte(b, '\n');
    for (size_t i = 0; i < n && st == ST_OK; i++) {
        struct note_key by;

        note_key_make(d, c->origin, &keys[i].public, &by);
        st = note_sign(b, buf_view(&text), &by, &keys[i], err);
    }
    buf_release(&text);
    return st;
}

enum status checkpoint_open(struct slice bytes, const struct note_key *known, size_t n, const char *where,
                            struct checkpoint *out, struct note *note, struct err *err)
{
    enum status st = note_open(bytes, known, n, where, note, err);

    if (st != ST_OK)
        return st;
    if (!checkpoint_read(note->text, out))
        return err_at(err, ST_FAIL, where, 0, 0, "CHECKPOINT-FORMAT",
                      "what was signed is no checkpoint, which is three lines: origin, size and root; "
                      "name the file that is one");
    for (size_t i = 0; i < n; i++)
        if ((note->by & UINT64_C(1) << i) != 0 && !slice_equal(known[i].name, out->origin))
            return err_at(err, ST_FAIL, where, 0, 0, "CHECKPOINT-ORIGIN",
                          "%.*s signed a checkpoint of another log, %.*s; give the key of that log",
                          (int)known[i].name.n, (const char *)known[i].name.p, (int)out->origin.n,
                          (const char *)out->origin.p);
    return ST_OK;
}
