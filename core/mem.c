/* mem: memory that cannot fail.  See mem.h. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mem.h"

#define BLOCK_SIZE ((size_t)64 * 1024)
#define CODE       "MEM-OUT"

struct arena_block {
    struct arena_block *next;
    size_t size;
    _Alignas(max_align_t) unsigned char bytes[];
};

void mem_exhausted(void)
{
    static const char text[] = "trailbook: out of memory: what was finished before stays, the rest is as it "
                               "was; free some, and run again [" CODE "]\n";

    if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
        _exit(1);
    _exit(1);
}

static size_t product(size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        mem_exhausted();
    return count * size;
}

void *mem_alloc(size_t n)
{
    void *p = malloc(n ? n : 1);

    if (p == NULL)
        mem_exhausted();
    return p;
}

void mem_clear(void *p, size_t n)
{
    memset(p, 0, n);
}

void *mem_zero(size_t count, size_t size)
{
    void *p = calloc(count ? count : 1, size ? size : 1);

    if (p == NULL)
        mem_exhausted();
    return p;
}

void *mem_resize(void *p, size_t count, size_t size)
{
    size_t n = product(count, size);
    void *q = realloc(p, n ? n : 1);

    if (q == NULL)
        mem_exhausted();
    return q;
}

void *mem_more(void *p, size_t *room, size_t size)
{
    *room = *room > 0 ? 2 * *room : 16;
    return mem_resize(p, *room, size);
}

char *mem_text(const char *text)
{
    size_t n = strlen(text) + 1;

    return memcpy(mem_alloc(n), text, n);
}

void mem_free(void *p)
{
    free(p);
}

static struct arena_block *block_new(size_t size)
{
    struct arena_block *b;

    if (size > SIZE_MAX - sizeof(*b))
        mem_exhausted();
    b = mem_alloc(sizeof(*b) + size);
    b->next = NULL;
    b->size = size;
    return b;
}

/* Makes b the block that is allocated from. */
static void use_block(struct arena *a, struct arena_block *b)
{
    a->now = b;
    a->at = b->bytes;
    a->left = b->size;
    a->held += b->size;
}

/* Outsized blocks serve one allocation. */
void *arena_more(struct arena *a, size_t n)
{
    struct arena_block **next = a->now != NULL ? &a->now->next : &a->first, *b = *next;

    if (n > SIZE_MAX - MEM_ALIGN)
        mem_exhausted();
    n = (n + MEM_ALIGN - 1) & ~(MEM_ALIGN - 1);
    if (b == NULL || b->size < n) {
        b = block_new(n > BLOCK_SIZE ? n : BLOCK_SIZE);
        b->next = *next;
        *next = b;
    }
    use_block(a, b);
    return arena_alloc(a, n);
}

void *arena_zero(struct arena *a, size_t count, size_t size)
{
    size_t n = product(count, size);

    return memset(arena_alloc(a, n), 0, n);
}

void *arena_copy(struct arena *a, const void *p, size_t n)
{
    unsigned char *q = arena_alloc(a, n + 1);

    if (n > 0)
        memcpy(q, p, n);
    q[n] = 0;
    return q;
}

#define GROW_FIRST ((size_t)4) /* elements, a power of two */

/* By doubling, so that all copies together stay linear. */
void *arena_grow(struct arena *a, void *array, size_t n, size_t size)
{
    void *p;

    if (n != 0 && (n < GROW_FIRST || (n & (n - 1)) != 0))
        return array;
    p = arena_alloc(a, product(n == 0 ? GROW_FIRST : n, n == 0 ? size : product(2, size)));
    if (n > 0)
        memcpy(p, array, n * size);
    return p;
}

void arena_reset(struct arena *a)
{
    struct arena_block **at = &a->first, *end = a->now != NULL ? a->now->next : NULL;

    while (a->now != NULL && *at != end) { /* what lies behind is ordinary */
        struct arena_block *b = *at;

        if (b->size > BLOCK_SIZE) {
            *at = b->next;
            mem_free(b);
        } else {
            at = &b->next;
        }
    }
    a->now = NULL;
    a->at = NULL;
    a->left = a->held = 0;
    if (a->first != NULL)
        use_block(a, a->first);
}

void arena_release(struct arena *a)
{
    while (a->first != NULL) {
        struct arena_block *b = a->first;

        a->first = b->next;
        mem_free(b);
    }
    *a = (struct arena)ARENA_INIT;
}
