/*
 * mem_arena: many small allocations with one lifetime.
 *
 * The arena owns them all.  Running out of memory ends the program, as all of mem does.
 */
#ifndef MEM_ARENA_H
#define MEM_ARENA_H

#include <stddef.h>

struct arena_block;

/* One arena: zero it or use ARENA_INIT, then arena_release() at the end.  Its members are mem's. */
struct arena {
    struct arena_block *first, *now;
    unsigned char *at; /* free bytes of the block now, aligned */
    size_t left;       /* how many, a multiple of MEM_ALIGN */
    size_t held;       /* bytes of all blocks up to now */
};

/* clang-format off */
#define ARENA_INIT {0}
/* clang-format on */
#define MEM_ALIGN _Alignof(max_align_t)

/* Public for arena_alloc(), which alone calls it: the same in the next block. */
void *arena_more(struct arena *a, size_t n);

/* n bytes aligned for any type, valid until the next arena_reset(). */
static inline void *arena_alloc(struct arena *a, size_t n)
{
    unsigned char *p = a->at;

    n += n == 0;
    if (n > a->left)
        return arena_more(a, n);
    n = (n + MEM_ALIGN - 1) & ~(MEM_ALIGN - 1);
    a->at += n;
    a->left -= n;
    return p;
}

/* count * size zeroed bytes. */
void *arena_zero(struct arena *a, size_t count, size_t size);

/* A copy of n bytes followed by a NUL. */
void *arena_copy(struct arena *a, const void *p, size_t n);

/* Room for one more in an array of n elements: array, or a copy with room for twice as many.  n grows by
 * one from call to call, from 0, where array is NULL. */
void *arena_grow(struct arena *a, void *array, size_t n, size_t size);

/* Bytes handed out since the last reset. */
static inline size_t arena_used(const struct arena *a)
{
    return a->held - a->left;
}

/* Forgets all allocations; keeps ordinary blocks for reuse and returns outsized ones. */
void arena_reset(struct arena *a);

void arena_release(struct arena *a);

#endif
