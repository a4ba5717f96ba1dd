/*
 * mem: memory that cannot fail.
 *
 * Running out of memory ends the program here, with a message and exit status 1; no other line checks
 * for it.  Where a library tells of it, mem_exhausted() is called.
 */
#ifndef MEM_H
#define MEM_H

#include <stddef.h>

#include "mem_arena.h"

/* Ends the program for want of memory. */
_Noreturn void mem_exhausted(void);

/* n bytes, owned by the caller: mem_free().  n of 0 gives a pointer that may be freed. */
void *mem_alloc(size_t n);

/* count * size zeroed bytes; an overflow of the product counts as out of memory. */
void *mem_zero(size_t count, size_t size);

/* p resized to count * size bytes. */
void *mem_resize(void *p, size_t count, size_t size);

/* Public for mem_grow(), which alone calls it: p with twice the room, or the first. */
void *mem_more(void *p, size_t *room, size_t size);

/* p with room for one element of size bytes behind the n it holds; *room, 0 at first, is for how many it
 * has room, which doubles. */
static inline void *mem_grow(void *p, size_t n, size_t *room, size_t size)
{
    return n < *room ? p : mem_more(p, room, size);
}

/* A NUL-terminated copy of text. */
char *mem_text(const char *text);

/* Zeroes n bytes.  Where it is a constant, gcc has memset() become "rep stos", which takes longer than
 * the C library for what is cleared with every record. */
void mem_clear(void *p, size_t n);

/* NULL is allowed. */
void mem_free(void *p);

#endif
