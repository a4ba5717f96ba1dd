/*
 * mem: memory that cannot fail.
 *
 * Running out of memory ends the program here, with a message and exit status 1; no other line
 * checks for it.  An arena is many small allocations with one lifetime.
 */
#ifndef MEM_H
#define MEM_H

#include <stddef.h>

/* n bytes, owned by the caller: mem_free().  n of 0 gives a pointer that may be freed. */
void *mem_alloc(size_t n);

/* count * size zeroed bytes; an overflow of the product counts as out of memory. */
void *mem_zero(size_t count, size_t size);

/* p resized to count * size bytes. */
void *mem_resize(void *p, size_t count, size_t size);

/* A NUL-terminated copy of text. */
char *mem_text(const char *text);

/* NULL is allowed. */
void mem_free(void *p);

struct arena_block;

/* One arena: zero it or use ARENA_INIT, then arena_release() at the end. */
struct arena {
    struct arena_block *first, *now;
    size_t used;
};

#define ARENA_INIT {0}

/* n bytes aligned for any type, valid until the next arena_reset(). */
void *arena_alloc(struct arena *a, size_t n);

/* count * size zeroed bytes. */
void *arena_zero(struct arena *a, size_t count, size_t size);

/* A copy of n bytes followed by a NUL. */
void *arena_copy(struct arena *a, const void *p, size_t n);

/* Bytes handed out since the last reset. */
size_t arena_used(const struct arena *a);

/* Forgets all allocations; keeps ordinary blocks for reuse and returns outsized ones. */
void arena_reset(struct arena *a);

void arena_release(struct arena *a);

#endif
