/* term_text: numbers and texts that are not ours.  See term_text.h. */
#include <stdio.h>

#include "term_text.h"
#include "utf8.h"

void term_safe(struct buf *b, struct slice s, size_t width)
{
    size_t used = 0, cut = b->n; /* cut: where "..." would still fit */
    struct buf one;

    buf_init(&one, BUF_CAP);
    for (size_t at = 0; at < s.n;) {
        size_t next, w;

        buf_clear(&one);
        next = at + utf8_show(&one, s, at);
        w = utf8_columns(buf_view(&one));
        if (width && used + w > width) {
            b->n = cut;
            buf_text(b, width < 3 ? "" : "...");
            break;
        }
        buf_slice(b, buf_view(&one));
        used += w;
        if (width && used + 3 <= width)
            cut = b->n;
        at = next;
    }
    buf_release(&one);
}

const char *term_number(uint64_t v, char out[TERM_NUMBER])
{
    char digits[TERM_NUMBER];
    int n = snprintf(digits, sizeof(digits), "%llu", (unsigned long long)v), to = 0;

    for (int i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0)
            out[to++] = ',';
        out[to++] = digits[i];
    }
    out[to] = 0;
    return out;
}

const char *term_size(uint64_t bytes, char out[TERM_NUMBER])
{
    static const char *const units[] = {"bytes", "kB", "MB", "GB", "TB", "PB", "EB"};
    double v = (double)bytes;
    size_t unit = 0;

    while (v >= 999.95 && unit + 1 < sizeof(units) / sizeof(units[0])) {
        v /= 1000;
        unit++;
    }
    snprintf(out, TERM_NUMBER, unit ? "%.1f %s" : "%.0f %s", v, units[unit]);
    return out;
}
