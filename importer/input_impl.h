/*
 * input_impl: what the files of input share.  Private to importer/input*.c and encoding.c.
 *
 * A stream is bytes from somewhere: memory, a descriptor, what libarchive unpacks.  A struct input
 * owns one stream and adds what every dump has: a look ahead, a count, a digest, an encoding.
 */
#ifndef INPUT_IMPL_H
#define INPUT_IMPL_H

#include "input.h"

/* Embedded at the start of each kind's own struct. */
struct stream {
    /* Up to n > 0 bytes into p; *got = 0 at the end. */
    enum status (*read)(struct stream *s, unsigned char *p, size_t n, size_t *got, struct err *err);
    void (*close)(struct stream *s);
};

/* A dump over a stream, which it owns; path is copied, its name is what follows the last '/' or ':'.
 * Closed by input_close(). */
struct input *input_from_stream(struct stream *s, const char *path, int64_t size);

/* The same, with the look ahead already read. */
void input_set_file(struct input *in, int fd); /* borrowed, for input_digest_ahead() */

/* Encoding: the pieces of it that input_read() needs. */
struct encoding {
    enum encoding_kind kind;
    bool any_order;        /* "utf-16": the first bytes say which */
    uint32_t code[256];    /* BYTE: its character, or ENCODING_NONE */
    struct {               /* BYTE: the same, sorted by character, for the way back */
        uint32_t code;
        unsigned char byte;
    } back[256];
    size_t n_back;
};

#define ENCODING_NONE UINT32_MAX

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
