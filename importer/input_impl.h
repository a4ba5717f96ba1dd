/*
 * input_impl: what the files of input share.  Private to importer/input*.c and encoding.c.
 *
 * A stream is bytes from somewhere: memory, a descriptor, what libarchive unpacks.  A struct input
 * owns one stream and adds what every dump has: a look ahead, a count, a digest, an encoding.
 */
#ifndef INPUT_IMPL_H
#define INPUT_IMPL_H

#include "encoding.h"
#include "input_stream.h"

/* A dump over a stream, which it owns; path is copied, its name is what follows the last '/' or
 * ':', without the suffix bytes at its end that tell of compression.  fd: a plain file's, borrowed,
 * for input_digest_ahead(); else -1.  Closed by input_close(). */
struct input *input_from_stream(struct stream *s, const char *path, size_t suffix, int64_t size, int fd);

struct encoding_back {
    uint32_t code;
    unsigned char byte;
};

struct encoding {
    enum encoding_kind kind;
    bool any_order; /* "utf-16": the first bytes say which */
    /* BYTE only: each byte's character or ENCODING_NONE, its UTF-8, and the way back. */
    uint32_t code[256];
    struct {
        unsigned char p[4], n;
    } text[256];
    struct encoding_back back[256];
    size_t n_back;
};

#define ENCODING_NONE UINT32_MAX

/* Of a kind that needs no table.  Caller owns it. */
struct encoding *encoding_of_kind(enum encoding_kind kind);

/* Turns the n original bytes at p into UTF-8 at the end of out and returns how many it used; all
 * of them if last, else up to 3 may be left over for the next call. */
size_t encoding_decode(const struct encoding *e, const unsigned char *p, size_t n, bool last,
                       struct buf *out);

/* How many original bytes stand behind UTF-8 that encoding_decode() gave; cut anywhere, the lengths
 * of the parts sum up to that of the whole. */
uint64_t encoding_length(const struct encoding *e, struct slice utf8);

/* The original bytes, appended to b. */
void encoding_encode(const struct encoding *e, struct slice utf8, struct buf *b);

#endif
