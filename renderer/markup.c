/* markup: small pieces of HTML and SVG.  See markup.h. */
#include <inttypes.h>

#include "escape.h"
#include "markup.h"

void markup_text(struct buf *b, struct slice text)
{
    escape_attribute(b, text);
}

void markup_hundredths(struct buf *b, int64_t v)
{
    uint64_t n = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

    if (v < 0)
        buf_byte(b, '-');
    buf_format(b, "%" PRIu64, n / 100);
    if (n % 100 != 0) {
        buf_byte(b, '.');
        buf_byte(b, (unsigned char)('0' + n / 10 % 10));
        if (n % 10 != 0)
            buf_byte(b, (unsigned char)('0' + n % 10));
    }
}

int64_t markup_share(uint64_t part, uint64_t whole)
{
    if (whole == 0)
        return 0;
    return (int64_t)((double)part * 10000.0 / (double)whole + 0.5);
}

void markup_number(struct buf *b, uint64_t n)
{
    if (n >= 1000) {
        markup_number(b, n / 1000);
        buf_format(b, ",%03" PRIu64, n % 1000);
    } else {
        buf_format(b, "%" PRIu64, n);
    }
}

struct slice markup_take(struct arena *a, struct buf *b)
{
    struct slice s = slice_copy(a, buf_view(b));

    buf_clear(b);
    return s;
}
