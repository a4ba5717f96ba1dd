/*
 * input_stream: bytes from somewhere: memory, a descriptor, what is unpacked from another stream.
 *
 * Private to importer/input*.c and to tests that feed bytes their own way.  A stream knows neither
 * dumps nor encodings.  Its owner closes it, and with it the stream below.
 */
#ifndef INPUT_STREAM_H
#define INPUT_STREAM_H

#include "input.h"

/* Embedded at the start of each kind's own struct; closing one closes the one below. */
struct stream {
    /* Up to n > 0 bytes into p; *got = 0 at the end. */
    enum status (*read)(struct stream *s, unsigned char *p, size_t n, size_t *got, struct err *err);
    void (*close)(struct stream *s);
    /* As lseek(2), -1 on a failure; NULL if it can only be read on. */
    int64_t (*seek)(struct stream *s, int64_t offset, int whence);
};

/* What a file may become.  A dump that expands further is an attack, or not a dump. */
#define EXPAND_FOLD UINT64_C(1000000)   /* bytes out for one byte in */
#define EXPAND_MAX  (UINT64_C(1) << 40) /* bytes out: 1 TiB */

/* One file's bytes as read and as unpacked, over all layers. */
struct expansion {
    uint64_t in;
};

/* ST_OK, or ST_FAIL with INPUT-BOMB once a layer has made out bytes of what was read. */
enum status expansion_check(const struct expansion *x, uint64_t out, struct err *err);

/* Bytes of a descriptor, which it owns unless it is standard input; counted in x. */
struct stream *stream_of_fd(int fd, bool seekable, struct expansion *x);

/* The same bytes, of which the first ones (at most SNIFF) can be seen beforehand. */
#define SNIFF ((size_t)512)
enum status stream_sniff(struct stream *below, struct stream **out, struct slice *head, struct err *err);

/* What the first bytes say. */
enum packing {
    PACKING_NONE,
    PACKING_GZIP,
    PACKING_BZIP2,
    PACKING_XZ,
    PACKING_ZSTD,
    PACKING_ZIP,
    PACKING_TAR,
    PACKING_OTHER /* 7z, rar: known, not read */
};
enum packing packing_of(struct slice head);

/* The unpacked bytes.  gzip by zlib, which checks its CRC (libarchive's filter does not). */
struct stream *stream_gunzip(struct stream *below, struct expansion *x);
struct stream *stream_unpack(struct stream *below, enum packing p, struct expansion *x);

/* A zip or tar, which owns the stream below. */
struct pack;
struct pack *pack_open(struct stream *below, enum packing p, struct expansion *x);
void pack_close(struct pack *pk); /* NULL is allowed */

/* The next member that is a file: its name, borrowed until the next call, and its bytes.  ST_END
 * after the last; after ST_FAIL pack_over() tells whether the next call can go on. */
enum status pack_next(struct pack *pk, const char **name, struct stream **out, struct err *err);
bool pack_over(const struct pack *pk);

#endif
