/* input: one dump, read once from its start.  See input.h. */
#include <assert.h>
#include <string.h>

#include "input_impl.h"
#include "mem.h"

#define BLOCK ((size_t)64 << 10) /* original bytes decoded at a time */

struct input {
    struct stream *stream;
    char *path;
    const char *name;
    int64_t size; /* -1 = not known */
    int fd;       /* of a plain file, else -1 */

    struct buf ahead; /* peeked original bytes, from ahead_at on not yet passed */
    size_t ahead_at;
    bool stream_end;
    enum status stuck; /* what ended reading for good, and why */
    struct err why;

    bool ready; /* the encoding is set */
    const struct encoding *encoding; /* NULL = UTF-8; borrowed, or own */
    struct encoding *own;
    uint64_t start, bytes;

    unsigned char *block; /* original bytes of the next characters; encodings only */
    size_t block_n;
    bool block_end;
    struct buf text; /* their UTF-8, from text_at on not yet read */
    size_t text_at;

    struct digest *digest;
    bool digested;
    unsigned char sum[DIGEST_SIZE];
};

struct input *input_from_stream(struct stream *s, const char *path, int64_t size)
{
    struct input *in = mem_zero(1, sizeof(*in));

    in->stream = s;
    in->path = mem_text(path);
    in->name = in->path;
    for (const char *p = in->path; *p != 0; p++)
        if ((*p == '/' || *p == ':') && p[1] != 0)
            in->name = p + 1;
    in->size = size;
    in->fd = -1;
    in->why = (struct err)ERR_INIT;
    buf_init(&in->ahead, INPUT_PEEK);
    buf_init(&in->text, BUF_CAP);
    in->digest = digest_new();
    digest_start(in->digest);
    return in;
}

void input_close(struct input *in)
{
    if (in == NULL)
        return;
    in->stream->close(in->stream);
    buf_release(&in->ahead);
    buf_release(&in->text);
    mem_free(in->block);
    encoding_free(in->own);
    digest_free(in->digest);
    mem_free(in->path);
    mem_free(in);
}

struct memory {
    struct stream stream;
    struct slice left;
};

static enum status memory_read(struct stream *s, unsigned char *p, size_t n, size_t *got,
                               struct err *err)
{
    struct memory *m = (struct memory *)s;

    (void)err;
    *got = n < m->left.n ? n : m->left.n;
    if (*got > 0)
        memcpy(p, m->left.p, *got);
    m->left.p += *got;
    m->left.n -= *got;
    return ST_OK;
}

static void memory_close(struct stream *s)
{
    mem_free(s);
}

enum status input_from_memory(struct slice bytes, const char *name, struct input **out)
{
    struct memory *m = mem_zero(1, sizeof(*m));

    m->stream = (struct stream){memory_read, memory_close};
    m->left = bytes;
    *out = input_from_stream(&m->stream, name, (int64_t)bytes.n);
    return ST_OK;
}

const char *input_path(const struct input *in)
{
    return in->path;
}

const char *input_name(const struct input *in)
{
    return in->name;
}

int64_t input_size_hint(const struct input *in)
{
    return in->size;
}

/* After a failure the dump stays failed: a second call must not go on behind a hole. */
static enum status stick(struct input *in, enum status st, const struct err *err)
{
    in->stuck = st;
    in->why = *err;
    return st;
}

static enum status stream_read(struct input *in, unsigned char *p, size_t n, size_t *got,
                               struct err *err)
{
    enum status st;

    *got = 0;
    if (in->stuck != ST_OK) {
        *err = in->why;
        return in->stuck;
    }
    if (in->stream_end || n == 0)
        return ST_OK;
    st = in->stream->read(in->stream, p, n, got, err);
    if (st != ST_OK)
        return stick(in, st, err);
    in->stream_end = *got == 0;
    return ST_OK;
}

/* Makes at least n original bytes lie ahead, fewer at the end only. */
static enum status look_ahead(struct input *in, size_t n, struct err *err)
{
    assert(n <= INPUT_PEEK);
    if (in->ahead_at > 0) {
        buf_drop(&in->ahead, in->ahead_at);
        in->ahead_at = 0;
    }
    while (in->ahead.n < n && !in->stream_end) {
        unsigned char *p = buf_space(&in->ahead, n - in->ahead.n);
        size_t got;
        enum status st = stream_read(in, p, n - in->ahead.n, &got, err);

        if (st != ST_OK)
            return st;
        buf_grew(&in->ahead, got);
    }
    return ST_OK;
}

/* What could be read before a failure can be looked at; the failure then comes with the reading. */
enum status input_peek(struct input *in, struct slice *out, struct err *err)
{
    enum status st;

    assert(!in->ready);
    st = look_ahead(in, INPUT_PEEK, err);
    *out = buf_view(&in->ahead);
    if (st != ST_OK && out->n > 0) {
        err_clear(err);
        return ST_OK;
    }
    return st;
}

/* Original bytes pass here, once each. */
static enum status pass(struct input *in, unsigned char *p, size_t n, size_t *got, struct err *err)
{
    size_t ahead = in->ahead.n - in->ahead_at;
    enum status st = ST_OK;

    if (ahead > 0) {
        *got = n < ahead ? n : ahead;
        memcpy(p, in->ahead.p + in->ahead_at, *got);
        in->ahead_at += *got;
        if (in->ahead_at == in->ahead.n) {
            buf_release(&in->ahead);
            in->ahead_at = 0;
        }
    } else {
        st = stream_read(in, p, n, got, err);
    }
    digest_add(in->digest, p, *got);
    in->bytes += *got;
    return st;
}

enum status input_read(struct input *in, unsigned char *p, size_t n, size_t *got, struct err *err)
{
    if (!in->ready)
        input_set_encoding(in, NULL);
    return pass(in, p, n, got, err);
}

void input_set_encoding(struct input *in, const struct encoding *declared)
{
    struct err err = ERR_INIT;
    unsigned char mark[4];
    size_t got;

    assert(!in->ready);
    in->ready = true;
    in->encoding = declared;
    if (look_ahead(in, 4, &err) != ST_OK)
        return;
    if (in->ahead.n >= 3 && memcmp(in->ahead.p, "\xef\xbb\xbf", 3) == 0) {
        in->encoding = NULL;
        in->start = 3;
        (void)pass(in, mark, 3, &got, &err);
    }
}

uint64_t input_start(const struct input *in)
{
    return in->start;
}

uint64_t input_original_length(const struct input *in, struct slice utf8)
{
    (void)in;
    return utf8.n;
}

void input_original_bytes(const struct input *in, struct slice utf8, struct buf *b)
{
    (void)in;
    buf_slice(b, utf8);
}

bool input_is_utf8(const struct input *in)
{
    return in->encoding == NULL;
}

uint64_t input_bytes(const struct input *in)
{
    return in->bytes;
}

void input_digest(struct input *in, unsigned char digest[DIGEST_SIZE])
{
    if (!in->digested)
        digest_end(in->digest, in->sum);
    in->digested = true;
    memcpy(digest, in->sum, DIGEST_SIZE);
}

void encoding_free(struct encoding *e)
{
    mem_free(e);
}
