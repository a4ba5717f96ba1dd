/* csv_cell: one cell of CSV.  See csv_cell.h. */
#include <string.h>

#include "csv_cell.h"

static bool starts_formula(struct slice s)
{
    return s.n > 0 && s.p[0] != 0 && strchr("=+-@\t\r", s.p[0]) != NULL;
}

/* s without its first byte. */
static struct slice rest(struct slice s)
{
    return (struct slice){s.p + 1, s.n - 1};
}

bool csv_needs_guard(struct slice cell)
{
    if (cell.n < 2 || cell.p[0] != '\'')
        return starts_formula(cell);
    return cell.p[1] == '\'' || starts_formula(rest(cell));
}

static bool needs_quotes(struct slice s)
{
    if (s.n == 0)
        return false;
    return s.p[0] == ' ' || s.p[s.n - 1] == ' ' || s.p[0] == '\t' || s.p[s.n - 1] == '\t' ||
           memchr(s.p, ',', s.n) != NULL || memchr(s.p, '"', s.n) != NULL || memchr(s.p, '\n', s.n) != NULL ||
           memchr(s.p, '\r', s.n) != NULL;
}

/* s with its quotes doubled. */
static void put_quoted(struct buf *b, struct slice s)
{
    while (s.n > 0) {
        const unsigned char *quote = memchr(s.p, '"', s.n);
        size_t n = quote == NULL ? s.n : (size_t)(quote - s.p) + 1;

        buf_add(b, s.p, n);
        if (quote != NULL)
            buf_byte(b, '"');
        s.p += n;
        s.n -= n;
    }
}

void csv_write_cell(struct buf *b, enum csv_mode mode, struct slice cell)
{
    bool guard = mode == CSV_GUARDED && csv_needs_guard(cell), quotes = needs_quotes(cell);

    if (quotes)
        buf_byte(b, '"');
    if (guard)
        buf_byte(b, '\'');
    if (quotes)
        put_quoted(b, cell);
    else
        buf_slice(b, cell);
    if (quotes)
        buf_byte(b, '"');
}
