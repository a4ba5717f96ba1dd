/* input: one dump, read once from its start.  See input.h. */
#include <assert.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "input_impl.h"
#include "mem.h"

#define BLOCK ((size_t)64 << 10) /* original bytes decoded at a time */

struct input {
    struct stream *stream;
    char *path;
    char *name;
    int64_t size; /* -1 = not known */
    int fd;       /* of a plain file, else -1 */

    struct buf ahead; /* peeked original bytes, from ahead_at on not yet passed */
    size_t ahead_at;
    bool stream_end;
    enum status stuck; /* what ended reading for good, and why */
    struct err why;

    bool ready;                      /* the encoding is set */
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

static const char *name_of(const char *path)
{
    const char *name = path;

    for (const char *p = path; *p != 0; p++)
        if ((*p == '/' || *p == ':') && p[1] != 0)
            name = p + 1;
    return name;
}

struct input *input_from_stream(struct stream *s, const char *path, size_t suffix, int64_t size, int fd)
{
    struct input *in = mem_zero(1, sizeof(*in));

    in->stream = s;
    in->path = mem_text(path);
    in->name = mem_text(name_of(path));
    in->name[strlen(in->name) - suffix] = 0;
    in->size = size;
    in->fd = fd;
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
    mem_free(in->name);
    mem_free(in);
}

struct memory {
    struct stream stream;
    struct slice left;
};

static enum status memory_read(struct stream *s, unsigned char *p, size_t n, size_t *got, struct err *err)
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

struct input *input_from_memory(struct slice bytes, const char *name)
{
    struct memory *m = mem_zero(1, sizeof(*m));

    m->stream = (struct stream){memory_read, memory_close, NULL};
    m->left = bytes;
    return input_from_stream(&m->stream, name, 0, (int64_t)bytes.n, -1);
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

enum status input_failed(const struct input *in, struct err *err)
{
    if (in->stuck != ST_OK)
        *err = in->why;
    return in->stuck;
}

static enum status stream_read(struct input *in, unsigned char *p, size_t n, size_t *got, struct err *err)
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
        in->ahead_at += *got; /* its memory stays: input_peek() lent it out */
    } else {
        st = stream_read(in, p, n, got, err);
    }
    digest_add(in->digest, p, *got);
    in->bytes += *got;
    return st;
}

/* The next block of original bytes into text; text stays empty at the end only. */
static enum status decode_more(struct input *in, struct err *err)
{
    buf_clear(&in->text);
    in->text_at = 0;
    if (in->block == NULL)
        in->block = mem_alloc(BLOCK);
    while (in->text.n == 0 && !(in->block_end && in->block_n == 0)) {
        size_t got, used;
        enum status st = pass(in, in->block + in->block_n, BLOCK - in->block_n, &got, err);

        if (st != ST_OK)
            return st;
        in->block_n += got;
        in->block_end = got == 0;
        used = encoding_decode(in->encoding, in->block, in->block_n, in->block_end, &in->text);
        memmove(in->block, in->block + used, in->block_n - used);
        in->block_n -= used;
    }
    return ST_OK;
}

enum status input_read(struct input *in, unsigned char *p, size_t n, size_t *got, struct err *err)
{
    enum status st;

    if (!in->ready)
        input_set_encoding(in, NULL);
    if (in->encoding == NULL)
        return pass(in, p, n, got, err);
    *got = 0;
    if (in->text_at == in->text.n && (st = decode_more(in, err)) != ST_OK)
        return st;
    *got = n < in->text.n - in->text_at ? n : in->text.n - in->text_at;
    if (*got > 0)
        memcpy(p, in->text.p + in->text_at, *got);
    in->text_at += *got;
    return ST_OK;
}

/* The byte order mark at the front (Unicode 15.0, 23.8), whose kind is then set; 0 if none. */
static size_t mark_length(struct slice head, enum encoding_kind *kind)
{
    if (slice_starts(head, SLICE("\xef\xbb\xbf"))) {
        *kind = ENCODING_UTF8;
        return 3;
    }
    if (slice_starts(head, SLICE("\xff\xfe"))) {
        *kind = ENCODING_UTF16LE;
        return 2;
    }
    if (slice_starts(head, SLICE("\xfe\xff"))) {
        *kind = ENCODING_UTF16BE;
        return 2;
    }
    return 0;
}

static void use_kind(struct input *in, enum encoding_kind kind)
{
    in->encoding = NULL;
    if (kind != ENCODING_UTF8)
        in->encoding = in->own = encoding_of_kind(kind);
}

void input_set_encoding(struct input *in, const struct encoding *declared)
{
    struct err err = ERR_INIT;
    unsigned char mark[3];
    enum encoding_kind kind = declared ? declared->kind : ENCODING_UTF8;
    struct slice head;
    size_t got;

    assert(!in->ready);
    in->ready = true;
    (void)look_ahead(in, sizeof(mark), &err); /* a failure sticks and comes with the reading */
    head = buf_view(&in->ahead);
    in->start = mark_length(head, &kind);
    if (in->start > 0 || declared == NULL || kind == ENCODING_UTF8) {
        use_kind(in, kind);
        if (in->start > 0)
            (void)pass(in, mark, (size_t)in->start, &got, &err);
        return;
    }
    in->encoding = declared;
    /* "utf-16" without a mark: a dump starts with ASCII, so the zero byte tells (RFC 2781's big
     * endian is what no exporter writes). */
    if (declared->any_order && head.n >= 2 && head.p[0] == 0 && head.p[1] != 0)
        use_kind(in, ENCODING_UTF16BE);
}

uint64_t input_start(const struct input *in)
{
    return in->start;
}

uint64_t input_original_length(const struct input *in, struct slice utf8)
{
    return in->encoding ? encoding_length(in->encoding, utf8) : utf8.n;
}

void input_original_bytes(const struct input *in, struct slice utf8, struct buf *b)
{
    if (in->encoding)
        encoding_encode(in->encoding, utf8, b);
    else
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

enum status input_digest_ahead(struct input *in, unsigned char digest[DIGEST_SIZE], struct err *err)
{
    struct digest *d;
    unsigned char *p;
    off_t at = 0;
    ssize_t n;

    if (in->fd < 0)
        return ST_END;
    d = digest_new();
    p = mem_alloc(4 * BLOCK);
    digest_start(d);
    while ((n = pread(in->fd, p, 4 * BLOCK, at)) > 0 || (n < 0 && errno == EINTR)) {
        if (n > 0)
            digest_add(d, p, (size_t)n);
        at += n > 0 ? n : 0;
    }
    if (n < 0)
        err_at(err, ST_FAIL, in->path, 0, 0, "INPUT-READ", "cannot be read: %s", strerror(errno));
    digest_end(d, digest);
    digest_free(d);
    mem_free(p);
    return n < 0 ? ST_FAIL : ST_OK;
}
