/* reader_window: the look-ahead of the readers.  See reader_impl.h. */
#include <assert.h>
#include <string.h>
#if defined(__SSE2__) && !defined(TRAILBOOK_PLAIN)
#include <emmintrin.h>
#endif

#include "reader_impl.h"

#define READ_SIZE ((size_t)256 << 10)

void window_open(struct window *w, struct input *in)
{
    *w = (struct window){.in = in, .offset = input_start(in), .line = 1};
    w->p = mem_alloc(0); /* never NULL: an offset into it is defined even before the first read */
}

void window_close(struct window *w)
{
    mem_free(w->p);
    w->p = NULL;
}

/* Room for one more read behind the bytes at hand.  The buffer is at least twice what is asked for,
 * so that moving n bytes to its start is paid for by n bytes consumed. */
static void make_room(struct window *w, size_t need)
{
    size_t n = w->to - w->from;

    if (w->size - w->to >= READ_SIZE)
        return;
    if (2 * need + 2 * READ_SIZE > w->size) {
        size_t size = 3 * need + 2 * READ_SIZE;
        unsigned char *p = mem_alloc(size);

        if (n > 0)
            memcpy(p, w->p + w->from, n);
        mem_free(w->p);
        w->p = p;
        w->size = size;
    } else if (n > 0) {
        memmove(w->p, w->p + w->from, n);
    }
    w->from = 0;
    w->to = n;
}

enum status window_fill(struct window *w, size_t need, struct err *err)
{
    assert(need <= WINDOW_MAX);
    while (w->to - w->from < need && !w->end) {
        enum status st;
        size_t got;

        make_room(w, need);
        st = input_read(w->in, w->p + w->to, READ_SIZE, &got, err);
        if (st != ST_OK)
            return st;
        w->to += got;
        w->end = got == 0;
    }
    return ST_OK;
}

uint64_t window_lines(struct slice s, bool after_cr)
{
    uint64_t n = 0;
    unsigned cr = after_cr;
    size_t i = 0;

    if (s.n > 0 && memchr(s.p, '\n', s.n) == NULL && memchr(s.p, '\r', s.n) == NULL)
        return 0;
#if defined(__SSE2__) && !defined(TRAILBOOK_PLAIN)
    const __m128i lfs = _mm_set1_epi8('\n'), crs = _mm_set1_epi8('\r');

    for (; s.n - i >= 16; i += 16) {
        const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(s.p + i));
        unsigned lf = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, lfs));
        unsigned r = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, crs));
        unsigned end = (lf & ~(r << 1 | cr)) | r;

        for (; end != 0; end &= end - 1)
            n++;
        cr = r >> 15;
    }
#endif
    for (; i < s.n; i++) {
        n += s.p[i] == '\r' || (s.p[i] == '\n' && !cr);
        cr = s.p[i] == '\r';
    }
    return n;
}

static void pass(struct window *w, size_t n, uint64_t lines)
{
    struct slice s = {window_view(w).p, n};

    assert(n <= w->to - w->from);
    if (n == 0)
        return;
    assert(s.p != NULL);
    w->offset += input_original_length(w->in, s);
    w->line += lines;
    w->after_cr = s.p[n - 1] == '\r';
    w->from += n;
}

void window_consume(struct window *w, size_t n)
{
    pass(w, n, window_lines((struct slice){window_view(w).p, n}, w->after_cr));
}

void window_place(const struct window *w, struct record *rec)
{
    rec->line = w->line;
    rec->offset = w->offset;
}

struct slice window_prefix(struct slice s)
{
    size_t n = REJECT_START;

    if (s.n <= REJECT_WHOLE)
        return s;
    for (int i = 0; i < 3 && (s.p[n] & 0xc0) == 0x80; i++) /* not inside a character */
        n--;
    return (struct slice){s.p, n};
}

void window_take_counted(struct window *w, size_t n, uint64_t lines, struct record *rec)
{
    rec->raw = (struct slice){window_view(w).p, n};
    pass(w, n, lines);
    rec->length = w->offset - rec->offset;
}

void window_take(struct window *w, size_t n, bool reject, struct record *rec)
{
    window_take_counted(w, n, window_lines((struct slice){window_view(w).p, n}, w->after_cr), rec);
    if (reject)
        rec->raw = window_prefix(rec->raw);
}
