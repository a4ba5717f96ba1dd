/*
 * blocks: a dump in memory that is read so many bytes at a time.
 */
#ifndef BLOCKS_H
#define BLOCKS_H

#include "input_impl.h"
#include "mem.h"

struct blocks {
    struct stream stream;
    struct slice left;
    size_t block;
};

static inline enum status blocks_read(struct stream *s, unsigned char *p, size_t n, size_t *got,
                                      struct err *err)
{
    struct blocks *b = (struct blocks *)s;

    (void)err;
    n = n < b->block ? n : b->block;
    *got = n < b->left.n ? n : b->left.n;
    if (*got > 0)
        memcpy(p, b->left.p, *got);
    b->left.p += *got;
    b->left.n -= *got;
    return ST_OK;
}

static inline void blocks_close(struct stream *s)
{
    mem_free(s);
}

/* bytes are borrowed until input_close(). */
static inline struct input *blocks_input(struct slice bytes, size_t block, const char *name)
{
    struct blocks *b = mem_zero(1, sizeof(*b));

    *b = (struct blocks){{blocks_read, blocks_close, NULL}, bytes, block};
    return input_from_stream(&b->stream, name, 0, -1, -1);
}

#endif
