/*
 * reader_csv_scan: one CSV record at a time, strictly by RFC 4180.  See reader_csv_scan.h.
 *
 * Bytes are looked at in blocks of 64, as masks with a bit for each byte.  A byte is inside quotes if
 * an odd number of quotes came up to it: two quotes for one leave and enter, which changes nothing.
 * A delimiter or line end outside of them ends a cell.  It is a record if each quote that enters has
 * such an end or a quote before it, and each that leaves has one behind it; else a second look, byte
 * by byte, says what is wrong.
 */
#include <assert.h>
#include <string.h>
#if defined(__SSE2__) && !defined(TRAILBOOK_PLAIN)
#define CSV_SSE2 1
#include <emmintrin.h>
#else
#define CSV_SSE2 0
#endif

#include "reader_csv.h"

static bool is_quote(const struct csv_dialect *d, unsigned char c)
{
    return c == d->quote && !d->no_quote;
}

struct csv_marks csv_marks_plain(const struct csv_dialect *d, const unsigned char *p)
{
    struct csv_marks m = {0, 0, 0, 0};

    for (size_t i = 0; i < CSV_BLOCK; i++) {
        m.delimiters |= (uint64_t)(p[i] == d->delimiter) << i;
        m.lines |= (uint64_t)is_line_end(p[i]) << i;
        m.quotes |= (uint64_t)is_quote(d, p[i]) << i;
        m.odd |= (uint64_t)(p[i] == 0 || p[i] >= 0x80) << i;
    }
    return m;
}

#if CSV_SSE2

static __m128i load(const unsigned char *p)
{
    return _mm_loadu_si128((const __m128i *)(const void *)p);
}

static uint64_t bits(__m128i v)
{
    return (uint64_t)(unsigned)_mm_movemask_epi8(v);
}

struct block { /* CSV_BLOCK bytes */
    __m128i a, b, c, d;
};

static inline uint64_t join(uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
    return a | b << 16 | c << 32 | d << 48;
}

static inline uint64_t equal(const struct block *k, unsigned char c)
{
    const __m128i v = _mm_set1_epi8((char)c);

    return join(bits(_mm_cmpeq_epi8(k->a, v)), bits(_mm_cmpeq_epi8(k->b, v)), bits(_mm_cmpeq_epi8(k->c, v)),
                bits(_mm_cmpeq_epi8(k->d, v)));
}

static uint64_t quotes_of(const struct csv_dialect *d, const unsigned char *p)
{
    const struct block k = {load(p), load(p + 16), load(p + 32), load(p + 48)};

    return equal(&k, d->quote);
}

struct csv_marks csv_marks(const struct csv_dialect *d, const unsigned char *p)
{
    const struct block k = {load(p), load(p + 16), load(p + 32), load(p + 48)};
    const __m128i zero = _mm_setzero_si128(); /* bytes from 1 to 127, as signed ones, are above */

    return (struct csv_marks){
        .delimiters = equal(&k, d->delimiter),
        .quotes = d->no_quote ? 0 : equal(&k, d->quote),
        .lines = equal(&k, '\n') | equal(&k, '\r'),
        .odd = ~join(bits(_mm_cmpgt_epi8(k.a, zero)), bits(_mm_cmpgt_epi8(k.b, zero)),
                     bits(_mm_cmpgt_epi8(k.c, zero)), bits(_mm_cmpgt_epi8(k.d, zero))),
    };
}

#else

static uint64_t quotes_of(const struct csv_dialect *d, const unsigned char *p)
{
    return csv_marks_plain(d, p).quotes;
}

struct csv_marks csv_marks(const struct csv_dialect *d, const unsigned char *p)
{
    return csv_marks_plain(d, p);
}

#endif

/* The marks of the first n bytes at p; those of what is missing to a block are 0. */
static struct csv_marks marks_of(const struct csv_dialect *d, const unsigned char *p, size_t n)
{
    unsigned char block[CSV_BLOCK] = {0};
    struct csv_marks m;

    if (n >= CSV_BLOCK)
        return csv_marks(d, p);
    if (n > 0)
        memcpy(block, p, n);
    m = csv_marks(d, block);
    m.odd &= (UINT64_C(1) << n) - 1;
    return m;
}

static unsigned first_bit(uint64_t mask)
{
    return (unsigned)__builtin_ctzll(mask);
}

size_t csv_line(struct slice s)
{
    const struct csv_dialect any = {.delimiter = '\n', .no_quote = true};

    for (size_t at = 0; at < s.n; at += CSV_BLOCK) {
        uint64_t lines = marks_of(&any, s.p + at, s.n - at).lines;

        if (lines != 0)
            return at + first_bit(lines);
    }
    return s.n;
}

/* The text of a cell in quotes lies between them. */
static inline void add_cell(struct csv_row *row, size_t from, size_t to, bool quoted)
{
    if (row->n++ >= row->keep)
        return;
    if (row->n > row->room) {
        row->room = 2 * row->room + 64;
        row->cells = mem_resize(row->cells, row->room, sizeof(*row->cells));
    }
    row->cells[row->n - 1] = (struct csv_cell){(uint32_t)(from + quoted), (uint32_t)(to - quoted), quoted};
}

enum csv_found csv_scan_plain(const struct csv_dialect *d, struct slice text, bool last, struct csv_row *row)
{
    size_t i = 0;

    row->n = 0;
    for (;; i++) {
        size_t from = i;
        bool quoted = i < text.n && is_quote(d, text.p[i]);

        if (quoted) {
            for (i++; i < text.n; i++) {
                if (text.p[i] != d->quote)
                    continue;
                if (i + 1 == text.n ? last : text.p[i + 1] != d->quote)
                    break;
                i++;
            }
            row->end = text.n;
            if (i >= text.n)
                return last ? CSV_OPEN : CSV_MORE;
            i++;
        } else {
            while (i < text.n && text.p[i] != d->delimiter && !is_line_end(text.p[i]) &&
                   !is_quote(d, text.p[i]))
                i++;
        }
        add_cell(row, from, i, quoted);
        row->end = i;
        if (i == text.n)
            return last ? CSV_RECORD : CSV_MORE;
        if (is_line_end(text.p[i]))
            return CSV_RECORD;
        if (text.p[i] != d->delimiter)
            return quoted ? CSV_AFTER : CSV_STRAY;
    }
}

/* Bit i of the sum, modulo 2, of all bits up to i. */
static uint64_t parity(uint64_t mask)
{
    mask ^= mask << 1;
    mask ^= mask << 2;
    mask ^= mask << 4;
    mask ^= mask << 8;
    mask ^= mask << 16;
    return mask ^ mask << 32;
}

struct edge {        /* what a block leaves to the next one */
    uint64_t inside; /* quotes: all bits */
    uint64_t enter;  /* 1: a quote may enter at its first byte */
    uint64_t left;   /* 1: a quote left at the last byte */
};

/* Which bytes are inside quotes; *wrong has those where a quote is wrong, or what follows it. */
static inline uint64_t quoted_bytes(const struct csv_marks *m, struct edge *e, uint64_t *wrong)
{
    uint64_t inside = parity(m->quotes) ^ e->inside, good = m->delimiters | m->lines | m->quotes;
    uint64_t enter = m->quotes & inside, leave = m->quotes & ~inside;

    *wrong = (enter & ~(good << 1 | e->enter)) | ((leave << 1 | e->left) & ~good);
    e->inside = 0 - (inside >> (CSV_BLOCK - 1));
    e->enter = good >> (CSV_BLOCK - 1);
    e->left = leave >> (CSV_BLOCK - 1);
    return inside;
}

static uint64_t below(unsigned bit)
{
    return (UINT64_C(1) << bit) - 1;
}

enum csv_found csv_scan(const struct csv_dialect *d, struct slice text, bool last, struct csv_row *row)
{
    struct edge edge = {.enter = 1};
    uint64_t wrong, inner = 0;
    size_t from = 0;

    assert(text.n < UINT32_MAX);
    row->n = 0;
    row->odd = false;
    for (size_t at = 0; at < text.n; at += CSV_BLOCK) {
        struct csv_marks m = marks_of(d, text.p + at, text.n - at);
        uint64_t inside = quoted_bytes(&m, &edge, &wrong);

        if (text.n - at < CSV_BLOCK)
            wrong &= below((unsigned)(text.n - at));
        for (uint64_t ends = (m.delimiters | m.lines) & ~inside; ends != 0; ends &= ends - 1) {
            unsigned bit = first_bit(ends);

            row->end = at + bit;
            add_cell(row, from, row->end, is_quote(d, text.p[from]));
            from = row->end + 1;
            if ((m.lines >> bit & 1) == 0)
                continue;
            if (wrong & below(bit))
                break;
            row->odd = row->odd || (m.odd & below(bit)) != 0;
            inner |= m.lines & inside & below(bit);
            row->lines = inner ? window_lines((struct slice){text.p, row->end}, false) : 0;
            return CSV_RECORD;
        }
        if (wrong != 0)
            return csv_scan_plain(d, text, last, row);
        row->odd = row->odd || m.odd != 0;
        inner |= m.lines & inside;
    }
    row->end = text.n;
    if (!last)
        return CSV_MORE;
    if (edge.inside)
        return CSV_OPEN;
    add_cell(row, from, text.n, from < text.n && is_quote(d, text.p[from]));
    row->lines = window_lines(text, false);
    return CSV_RECORD;
}

#define STRIDE 16 /* bytes that are copied at once, so many may be written behind the end */

static inline unsigned char *copy_run(unsigned char *to, const unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n; i += STRIDE)
        memcpy(to + i, p + i, STRIDE);
    return to + n;
}

/* Copies a block without the second one of each two quotes; what lies behind it can be read.  *odd:
 * the quote before it was a first one, and then so for the next block. */
static unsigned char *undouble(const struct csv_dialect *d, const unsigned char *p, size_t n, uint64_t *odd,
                               unsigned char *to)
{
    uint64_t quotes = quotes_of(d, p) & (n < CSV_BLOCK ? below((unsigned)n) : UINT64_MAX);
    uint64_t first = parity(quotes) ^ *odd; /* up to the byte, an odd number of them */
    size_t from = 0;

    for (uint64_t second = quotes & ~first; second != 0; second &= second - 1) {
        size_t at = first_bit(second);

        to = copy_run(to, p + from, at - from);
        from = at + 1;
    }
    *odd = 0 - (first >> (CSV_BLOCK - 1));
    return copy_run(to, p + from, n - from);
}

struct slice csv_undouble(const struct csv_dialect *d, struct slice text, struct arena *arena)
{
    unsigned char *start, *to, block[CSV_BLOCK + STRIDE] = {0};
    uint64_t odd = 0;
    size_t at = 0;

    if (text.n == 0 || memchr(text.p, d->quote, text.n) == NULL)
        return text;
    start = to = arena_alloc(arena, text.n + STRIDE);
    for (; text.n - at >= CSV_BLOCK + STRIDE; at += CSV_BLOCK)
        to = undouble(d, text.p + at, CSV_BLOCK, &odd, to);
    while (at < text.n) {
        size_t n = text.n - at < CSV_BLOCK ? text.n - at : CSV_BLOCK;

        memcpy(block, text.p + at, n);
        to = undouble(d, block, n, &odd, to);
        at += n;
    }
    return (struct slice){start, (size_t)(to - start)};
}

unsigned char csv_find_delimiter(const struct csv_dialect *d, struct slice text)
{
    static const unsigned char known[] = {',', ';', '\t', '|'};
    size_t counts[sizeof(known)] = {0}, best = 0;
    bool quoted = false;

    for (size_t i = 0; i < text.n; i++) {
        bool quote = text.p[i] == d->quote && !d->no_quote;

        quoted = quoted != quote;
        if (quoted || quote)
            continue;
        if (text.p[i] == '\n' || text.p[i] == '\r')
            break;
        for (size_t k = 0; k < sizeof(known); k++)
            counts[k] += text.p[i] == known[k];
    }
    for (size_t k = 1; k < sizeof(known); k++)
        if (counts[k] > counts[best])
            best = k;
    return known[best];
}
