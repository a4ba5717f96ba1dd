/* spool: many streams of bytes in one temporary file.  See spool.h.
 *
 * A stream is a list of blocks: what is written before the last block was full lies in the file, each
 * block followed by the place of the stream's next one; the last lies in memory. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mem.h"
#include "spool.h"
#include "tempfile.h"

#define NONE INT64_MIN

struct stream {
    unsigned char *block; /* SPOOL_BLOCK bytes, or NULL before the first write */
    size_t n;
    int64_t first, last; /* offsets of its blocks in the file, NONE if there are none */
};

struct on_disk { /* a block in the file */
    int64_t next;
    unsigned char bytes[SPOOL_BLOCK];
};

struct spool {
    int fd;
    char *beside; /* for messages: the file has no name */
    int64_t end;
    size_t n;
    struct stream *streams;
    struct on_disk io;
};

enum status spool_open(const char *beside, size_t streams, struct spool **out, struct err *err)
{
    struct spool *s = mem_zero(1, sizeof(*s));

    s->fd = tempfile_open(beside);
    if (s->fd < 0) {
        err_set(err, ST_FATAL, "SPOOL-FILE",
                "cannot make a temporary file beside %s: %s; check the folder and its rights", beside,
                strerror(errno));
        mem_free(s);
        return ST_FATAL;
    }
    s->beside = mem_text(beside);
    s->n = streams;
    s->streams = mem_zero(streams + 1, sizeof(*s->streams));
    for (size_t i = 0; i < streams; i++)
        s->streams[i].first = s->streams[i].last = NONE;
    *out = s;
    return ST_OK;
}

void spool_free(struct spool *s)
{
    if (s == NULL)
        return;
    for (size_t i = 0; i < s->n; i++)
        mem_free(s->streams[i].block);
    mem_free(s->streams);
    close(s->fd);
    mem_free(s->beside);
    mem_free(s);
}

static enum status put(struct spool *s, const void *bytes, size_t n, int64_t at, struct err *err)
{
    const unsigned char *p = bytes;

    while (n > 0) {
        ssize_t did = pwrite(s->fd, p, n, (off_t)at);

        if (did < 0 && errno == EINTR)
            continue;
        if (did <= 0)
            return err_set(err, ST_FATAL, "SPOOL-FILE",
                           "cannot write the temporary file beside %s: %s; free some space and run again",
                           s->beside, strerror(did < 0 ? errno : ENOSPC));
        p += did;
        at += did;
        n -= (size_t)did;
    }
    return ST_OK;
}

/* The stream's full block goes to the file. */
static enum status flush(struct spool *s, struct stream *t, struct err *err)
{
    int64_t at = s->end;
    enum status st = ST_OK;

    s->io.next = NONE;
    memcpy(s->io.bytes, t->block, SPOOL_BLOCK);
    st = put(s, &s->io, sizeof(s->io), at, err);
    if (st == ST_OK && t->last != NONE)
        st = put(s, &at, sizeof(at), t->last, err);
    t->first = t->first == NONE ? at : t->first;
    t->last = at;
    s->end += (int64_t)sizeof(s->io);
    t->n = 0;
    return st;
}

enum status spool_write(struct spool *s, size_t stream, struct slice bytes, struct err *err)
{
    struct stream *t = &s->streams[stream];
    enum status st = ST_OK;

    if (t->block == NULL)
        t->block = mem_alloc(SPOOL_BLOCK);
    while (st == ST_OK && bytes.n > 0) {
        size_t n = SPOOL_BLOCK - t->n < bytes.n ? SPOOL_BLOCK - t->n : bytes.n;

        memcpy(t->block + t->n, bytes.p, n);
        t->n += n;
        bytes.p += n;
        bytes.n -= n;
        if (t->n == SPOOL_BLOCK)
            st = flush(s, t, err);
    }
    return st;
}

static enum status get(struct spool *s, int64_t at, struct err *err)
{
    unsigned char *p = (unsigned char *)&s->io;
    size_t n = 0;

    while (n < sizeof(s->io)) {
        ssize_t did = pread(s->fd, p + n, sizeof(s->io) - n, (off_t)(at + (int64_t)n));

        if (did < 0 && errno == EINTR)
            continue;
        if (did <= 0)
            return err_set(err, ST_FATAL, "SPOOL-FILE", "cannot read the temporary file beside %s: %s",
                           s->beside, did < 0 ? strerror(errno) : "it is shorter than what was written");
        n += (size_t)did;
    }
    return ST_OK;
}

enum status spool_read(struct spool *s, size_t stream,
                       enum status (*sink)(void *ctx, struct slice bytes, struct err *err), void *ctx,
                       struct err *err)
{
    struct stream *t = &s->streams[stream];
    enum status st = ST_OK;

    for (int64_t at = t->first; st == ST_OK && at != NONE; at = s->io.next) {
        st = get(s, at, err);
        if (st == ST_OK)
            st = sink(ctx, (struct slice){s->io.bytes, SPOOL_BLOCK}, err);
    }
    if (st == ST_OK && t->n > 0)
        st = sink(ctx, (struct slice){t->block, t->n}, err);
    return st;
}
