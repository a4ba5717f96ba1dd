/* reader_csv_scan: one CSV record at a time, strictly by RFC 4180.  See reader_csv.h. */
#include <assert.h>
#if defined(__SSE2__) && !defined(TRAILBOOK_PLAIN)
#include <emmintrin.h>
#endif

#include "reader_csv.h"

static bool is_special(const struct csv_dialect *d, unsigned char c)
{
    return c == d->delimiter || c == '\n' || c == '\r' || (c == d->quote && !d->no_quote);
}

const unsigned char *csv_special_plain(const struct csv_dialect *d, const unsigned char *p,
                                       const unsigned char *end)
{
    while (p < end && !is_special(d, *p))
        p++;
    return p;
}

static const unsigned char *find_plain(unsigned char c, const unsigned char *p,
                                       const unsigned char *end)
{
    while (p < end && *p != c)
        p++;
    return p;
}

#if defined(__SSE2__) && !defined(TRAILBOOK_PLAIN)

static __m128i load(const unsigned char *p)
{
    return _mm_loadu_si128((const __m128i *)(const void *)p);
}

static unsigned first_bit(int mask)
{
    return (unsigned)__builtin_ctz((unsigned)mask);
}

const unsigned char *csv_special(const struct csv_dialect *d, const unsigned char *p,
                                 const unsigned char *end)
{
    const __m128i delimiter = _mm_set1_epi8((char)d->delimiter);
    const __m128i quote = _mm_set1_epi8((char)(d->no_quote ? d->delimiter : d->quote));
    const __m128i lf = _mm_set1_epi8('\n'), cr = _mm_set1_epi8('\r');

    for (; end - p >= 16; p += 16) {
        const __m128i v = load(p);
        const __m128i a = _mm_or_si128(_mm_cmpeq_epi8(v, delimiter), _mm_cmpeq_epi8(v, quote));
        const __m128i b = _mm_or_si128(_mm_cmpeq_epi8(v, lf), _mm_cmpeq_epi8(v, cr));
        int mask = _mm_movemask_epi8(_mm_or_si128(a, b));

        if (mask != 0)
            return p + first_bit(mask);
    }
    return csv_special_plain(d, p, end);
}

static const unsigned char *find(unsigned char c, const unsigned char *p, const unsigned char *end)
{
    const __m128i wanted = _mm_set1_epi8((char)c);

    for (; end - p >= 16; p += 16) {
        int mask = _mm_movemask_epi8(_mm_cmpeq_epi8(load(p), wanted));

        if (mask != 0)
            return p + first_bit(mask);
    }
    return find_plain(c, p, end);
}

#else

const unsigned char *csv_special(const struct csv_dialect *d, const unsigned char *p,
                                 const unsigned char *end)
{
    return csv_special_plain(d, p, end);
}

static const unsigned char *find(unsigned char c, const unsigned char *p, const unsigned char *end)
{
    return find_plain(c, p, end);
}

#endif

size_t csv_line(struct slice s)
{
    const struct csv_dialect line_ends = {.delimiter = '\n', .no_quote = true};

    return (size_t)(csv_special(&line_ends, s.p, s.p + s.n) - s.p);
}

static void add_cell(struct csv_row *row, size_t from, size_t to, bool doubled)
{
    if (row->n++ >= row->keep)
        return;
    if (row->n > row->room) {
        row->room = 2 * row->room + 64;
        row->cells = mem_resize(row->cells, row->room, sizeof(*row->cells));
    }
    row->cells[row->n - 1] = (struct csv_cell){(uint32_t)from, (uint32_t)to, doubled};
}

/* Behind the closing quote of the cell whose text starts at p, or NULL if it has none in the text;
 * whether a quote at the very end of it closes or is the first of two, only last can tell. */
static const unsigned char *quoted_end(unsigned char quote, const unsigned char *p,
                                       const unsigned char *end, bool last, bool *doubled)
{
    for (;;) {
        p = find(quote, p, end);
        if (p == end || (p + 1 == end && !last))
            return NULL;
        if (p + 1 == end || p[1] != quote)
            return p + 1;
        *doubled = true;
        p += 2;
    }
}

enum csv_found csv_scan(const struct csv_dialect *d, struct slice text, bool last,
                        struct csv_row *row)
{
    const unsigned char *p = text.p, *end = text.p + text.n;

    assert(text.n < UINT32_MAX);
    row->n = 0;
    for (;;) {
        const unsigned char *from = p;

        if (p < end && *p == d->quote && !d->no_quote) {
            bool doubled = false;

            p = quoted_end(d->quote, p + 1, end, last, &doubled);
            if (p == NULL) {
                row->end = text.n;
                return last ? CSV_OPEN : CSV_MORE;
            }
            add_cell(row, (size_t)(from + 1 - text.p), (size_t)(p - 1 - text.p), doubled);
        } else {
            p = csv_special(d, p, end);
            add_cell(row, (size_t)(from - text.p), (size_t)(p - text.p), false);
            from = NULL; /* not quoted */
        }
        row->end = (size_t)(p - text.p);
        if (p == end)
            return last ? CSV_RECORD : CSV_MORE;
        if (*p == '\n' || *p == '\r')
            return CSV_RECORD;
        if (*p != d->delimiter)
            return from ? CSV_AFTER : CSV_STRAY;
        p++;
    }
}

struct slice csv_text(const struct csv_dialect *d, struct slice record, const struct csv_cell *cell,
                      struct arena *arena)
{
    struct slice s = {record.p + cell->from, cell->to - cell->from};
    unsigned char *to;
    size_t n = 0;

    if (!cell->doubled)
        return s;
    to = arena_alloc(arena, s.n);
    for (size_t i = 0; i < s.n; i++) {
        to[n++] = s.p[i];
        if (s.p[i] == d->quote)
            i++; /* the second one */
    }
    return (struct slice){to, n};
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
