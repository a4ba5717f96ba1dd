/*
 * input_gzip: gzip (RFC 1952) by zlib, which compares each member's CRC and length.  See input_stream.h.
 *
 * libarchive unpacks gzip too, but passes a damaged stream without a word: its filter skips the trailer.
 */
#include <assert.h>
#include <zlib.h>

#include "input_impl.h"
#include "mem.h"

#define BLOCK 65536u

struct gunzip {
    struct stream stream;
    struct stream *below;
    struct expansion *x;
    z_stream z;
    bool between; /* a member ended; another one, padding or the end may follow */
    bool end;
    uint64_t out;
    unsigned char block[BLOCK];
};

static enum status damaged(struct gunzip *g, struct err *err, const char *how)
{
    return err_set(err, ST_FAIL, "INPUT-DAMAGED",
                   "the gzip stream is damaged after %llu unpacked bytes: %s; get the dump again",
                   (unsigned long long)g->out, how);
}

static enum status refill(struct gunzip *g, struct err *err)
{
    size_t got = 0;
    enum status st;

    if (g->z.avail_in > 0)
        return ST_OK;
    st = g->below->read(g->below, g->block, BLOCK, &got, err);
    g->z.next_in = g->block;
    g->z.avail_in = (uInt)got;
    return st;
}

/* Between members: zeros are a tape's padding; anything but another member is damage. */
static enum status next_member(struct gunzip *g, struct err *err)
{
    enum status st;

    while ((st = refill(g, err)) == ST_OK && g->z.avail_in > 0 && g->z.next_in[0] == 0) {
        g->z.next_in++;
        g->z.avail_in--;
    }
    if (st != ST_OK)
        return st;
    g->between = false;
    g->end = g->z.avail_in == 0;
    if (!g->end && inflateReset(&g->z) != Z_OK)
        return damaged(g, err, "no further member can be read");
    return ST_OK;
}

static enum status inflate_some(struct gunzip *g, struct err *err)
{
    enum status st = refill(g, err);
    int r;

    if (st != ST_OK)
        return st;
    if (g->z.avail_in == 0)
        return damaged(g, err, "it ends early");
    r = inflate(&g->z, Z_NO_FLUSH);
    if (r == Z_MEM_ERROR)
        mem_exhausted();
    if (r != Z_OK && r != Z_STREAM_END && r != Z_BUF_ERROR)
        return damaged(g, err, g->z.msg ? g->z.msg : "it cannot be unpacked");
    g->between = r == Z_STREAM_END;
    return ST_OK;
}

static enum status gunzip_read(struct stream *s, unsigned char *p, size_t n, size_t *got, struct err *err)
{
    struct gunzip *g = (struct gunzip *)s;
    uInt room = n < (1u << 30) ? (uInt)n : 1u << 30;
    enum status st = ST_OK;

    g->z.next_out = p;
    g->z.avail_out = room;
    while (st == ST_OK && g->z.avail_out == room && !g->end)
        st = g->between ? next_member(g, err) : inflate_some(g, err);
    *got = room - g->z.avail_out;
    g->out += *got;
    if (st != ST_OK)
        return st;
    return expansion_check(g->x, g->out, err);
}

static void gunzip_close(struct stream *s)
{
    struct gunzip *g = (struct gunzip *)s;

    (void)inflateEnd(&g->z);
    g->below->close(g->below);
    mem_free(g);
}

struct stream *stream_gunzip(struct stream *below, struct expansion *x)
{
    struct gunzip *g = mem_zero(1, sizeof(*g));
    int r;

    g->stream = (struct stream){gunzip_read, gunzip_close, NULL};
    g->below = below;
    g->x = x;
    r = inflateInit2(&g->z, 15 + 16); /* the largest window; gzip's wrapping only */
    if (r == Z_MEM_ERROR)
        mem_exhausted();
    assert(r == Z_OK);
    return &g->stream;
}
