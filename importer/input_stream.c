/* input_stream: bytes of descriptors, what they are packed with, how far they may expand.
 * See input_stream.h. */
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "input_impl.h"
#include "mem.h"

enum status expansion_check(const struct expansion *x, uint64_t out, struct err *err)
{
    uint64_t in = x->in > 0 ? x->in : 1;

    if (out <= EXPAND_MAX && out / in < EXPAND_FOLD)
        return ST_OK;
    return err_set(err, ST_FAIL, "INPUT-BOMB",
                   "%" PRIu64 " packed bytes became %" PRIu64 ", more than any dump; if it is one, "
                   "unpack it first",
                   x->in, out);
}

struct fd_stream {
    struct stream stream;
    int fd;
    off_t size; /* when it was opened; 0: it is no file */
    struct expansion *x;
};

static off_t file_size(int fd)
{
    struct stat info;

    return fstat(fd, &info) == 0 && S_ISREG(info.st_mode) ? info.st_size : 0;
}

/* A file may grow while it is read, and what came later is in the next dump; what was cut off is in none. */
static enum status check_size(const struct fd_stream *f, struct err *err)
{
    if (file_size(f->fd) >= f->size)
        return ST_OK;
    return err_set(err, ST_FAIL, "INPUT-CUT",
                   "was cut off while it was read; import it again, and what was rotated away from it");
}

static enum status fd_read(struct stream *s, unsigned char *p, size_t n, size_t *got, struct err *err)
{
    struct fd_stream *f = (struct fd_stream *)s;
    ssize_t r;

    do
        r = read(f->fd, p, n);
    while (r < 0 && errno == EINTR);
    if (r < 0)
        return err_set(err, ST_FAIL, "INPUT-READ", "cannot be read: %s", strerror(errno));
    *got = (size_t)r;
    f->x->in += *got;
    return r > 0 ? ST_OK : check_size(f, err);
}

static int64_t fd_seek(struct stream *s, int64_t offset, int whence)
{
    return lseek(((struct fd_stream *)s)->fd, (off_t)offset, whence);
}

static void fd_close(struct stream *s)
{
    struct fd_stream *f = (struct fd_stream *)s;

    if (f->fd != STDIN_FILENO)
        (void)close(f->fd); /* nothing was written */
    mem_free(f);
}

struct stream *stream_of_fd(int fd, bool seekable, struct expansion *x)
{
    struct fd_stream *f = mem_zero(1, sizeof(*f));

    f->stream = (struct stream){fd_read, fd_close, seekable ? fd_seek : NULL};
    f->fd = fd;
    f->size = file_size(fd);
    f->x = x;
    return &f->stream;
}

struct sniffed {
    struct stream stream;
    struct stream *below;
    unsigned char head[SNIFF];
    size_t n, at;
};

static enum status sniffed_read(struct stream *s, unsigned char *p, size_t n, size_t *got, struct err *err)
{
    struct sniffed *f = (struct sniffed *)s;

    if (f->at == f->n)
        return f->below->read(f->below, p, n, got, err);
    *got = n < f->n - f->at ? n : f->n - f->at;
    memcpy(p, f->head + f->at, *got);
    f->at += *got;
    return ST_OK;
}

static int64_t sniffed_seek(struct stream *s, int64_t offset, int whence)
{
    struct sniffed *f = (struct sniffed *)s;

    if (whence == SEEK_CUR)
        offset -= (int64_t)(f->n - f->at);
    f->n = f->at = 0;
    return f->below->seek(f->below, offset, whence);
}

static void sniffed_close(struct stream *s)
{
    struct sniffed *f = (struct sniffed *)s;

    f->below->close(f->below);
    mem_free(f);
}

enum status stream_sniff(struct stream *below, struct stream **out, struct slice *head, struct err *err)
{
    struct sniffed *f = mem_zero(1, sizeof(*f));
    size_t got = 1;

    f->stream = (struct stream){sniffed_read, sniffed_close, below->seek ? sniffed_seek : NULL};
    f->below = below;
    *out = &f->stream;
    while (f->n < SNIFF && got > 0) {
        enum status st = below->read(below, f->head + f->n, SNIFF - f->n, &got, err);

        if (st != ST_OK)
            return st;
        f->n += got;
    }
    *head = (struct slice){f->head, f->n};
    return ST_OK;
}

/* POSIX ustar: the magic, and a sum over the header that no text has by chance. */
static bool is_tar(struct slice head)
{
    unsigned long sum = 0, stated = 0;

    if (head.n < 512 || memcmp(head.p + 257, "ustar", 5) != 0)
        return false;
    for (size_t i = 0; i < 512; i++)
        sum += i >= 148 && i < 156 ? ' ' : head.p[i];
    for (size_t i = 148; i < 156; i++)
        if (head.p[i] >= '0' && head.p[i] <= '7')
            stated = stated * 8 + (unsigned long)(head.p[i] - '0');
    return sum == stated;
}

/* bzip2: the magic, a level, and the start of a block or of the end. */
static bool is_bzip2(struct slice head)
{
    return head.n >= 10 && slice_starts(head, SLICE("BZh")) && head.p[3] >= '1' && head.p[3] <= '9' &&
           (memcmp(head.p + 4, "1AY&SY", 6) == 0 || memcmp(head.p + 4, "\x17\x72\x45\x38\x50\x90", 6) == 0);
}

enum packing packing_of(struct slice head)
{
    if (slice_starts(head, SLICE("\x1f\x8b\x08")))
        return PACKING_GZIP;
    if (is_bzip2(head))
        return PACKING_BZIP2;
    if (slice_starts(head, SLICE("\xfd\x37zXZ\x00")))
        return PACKING_XZ;
    if (slice_starts(head, SLICE("\x28\xb5\x2f\xfd")))
        return PACKING_ZSTD;
    if (slice_starts(head, SLICE("PK\x03\x04")) || slice_starts(head, SLICE("PK\x05\x06")))
        return PACKING_ZIP;
    if (is_tar(head))
        return PACKING_TAR;
    if (slice_starts(head, SLICE("7z\xbc\xaf\x27\x1c")) || slice_starts(head, SLICE("Rar!\x1a\x07")))
        return PACKING_OTHER;
    return PACKING_NONE;
}
