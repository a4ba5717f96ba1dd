/* chart_month: the days of one month as a block of squares.  See chart.h. */
#include <inttypes.h>

#include "chart.h"
#include "markup.h"
#include "value_make.h"
#include "say.h"

#define CELL 20 /* a square of 18 and its gap */

/* Where day stands: weeks begin on Monday, and are the rows. */
static void cell_of(int64_t first, size_t day, int *x, int *y)
{
    int weekday = stamp_date(first).weekday;

    *x = (int)((size_t)weekday + day) % 7 * CELL;
    *y = (int)((size_t)weekday + day) / 7 * CELL;
}

static void square(struct buf *b, const char *class, int x, int y)
{
    buf_format(b, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"18\" height=\"18\"/>", class, x, y);
}

static void number(struct buf *b, size_t day, int x, int y)
{
    buf_format(b, "<text x=\"%d\" y=\"%d.5\">%zu</text>", x + 9, y + 12, day + 1);
}

/* What no import covers of a day whose other hours one does: a hatched foot. */
static void foot(struct buf *b, int x, int y)
{
    for (int hatched = 0; hatched < 2; hatched++)
        buf_format(b, "<rect %s x=\"%d\" y=\"%d\" width=\"18\" height=\"4\"/>",
                   hatched ? "fill=\"url(#hatch)\"" : "class=\"paper\"", x, y + 14);
}

static void open_cell(struct buf *b, const struct chart_day *d, bool link)
{
    if (!link) {
        buf_text(b, "<g>");
        return;
    }
    buf_text(b, "<a href=\"");
    markup_text(b, slice_text(d->href));
    buf_text(b, d->here ? "\" aria-current=\"date\">" : "\">");
}

static void count_cell(struct buf *b, int64_t first, size_t i, const struct chart_day *d,
                       const struct chart_scale *scale, struct slice date)
{
    bool link = d->href != NULL && d->events > 0;
    char class[3] = "q0";
    int x, y;

    cell_of(first, i, &x, &y);
    open_cell(b, d, link);
    buf_format(b, "<title>%.*s: ", (int)date.n, (const char *)date.p);
    class[1] = (char)('0' + chart_level(scale, d->events));
    if (d->events == 0 && !d->covered)
        buf_text(b, "no import covers this day");
    else if (d->events == 0)
        buf_text(b, scale->filtered ? "no event shown" : "no event");
    else
        buf_format(b, "%" PRIu64 " event%s", d->events, d->events == 1 ? "" : "s");
    if (d->bad > 0)
        buf_format(b, ", %" PRIu64 " failed or denied", d->bad);
    if (d->partly)
        buf_text(b, "; covered in part");
    buf_text(b, "</title>");
    if (d->events == 0 && !d->covered) {
        buf_format(b, "<rect x=\"%d\" y=\"%d\" width=\"18\" height=\"18\" fill=\"url(#hatch)\"/>", x, y);
    } else {
        square(b, class, x, y);
        number(b, i, x, y);
    }
    if (d->partly)
        foot(b, x, y);
    if (d->bad >= scale->bad)
        buf_format(b, "<path class=\"f-failure\" d=\"M%d %dh7v7z\"/>", x + 11, y);
    if (d->here)
        buf_format(b, "<rect class=\"here\" x=\"%d\" y=\"%d\" width=\"20\" height=\"20\"/>", x - 1, y - 1);
    buf_text(b, link ? "</a>" : "</g>");
}

static void coverage_cell(struct buf *b, int64_t first, size_t i, const struct chart_day *d,
                          struct slice date)
{
    bool link = d->href != NULL && d->events > 0;
    char class[3] = "s1";
    int x, y;

    cell_of(first, i, &x, &y);
    open_cell(b, d, link);
    buf_format(b, "<title>%.*s: ", (int)date.n, (const char *)date.p);
    if (d->events > 0) {
        class[1] = (char)('0' + (d->sources > 3 ? 3 : d->sources < 1 ? 1 : d->sources));
        buf_format(b, "%u source%s, %" PRIu64 " event%s%s</title>", d->sources, d->sources == 1 ? "" : "s",
                   d->events, d->events == 1 ? "" : "s",
                   d->partly    ? "; covered in part"
                   : d->covered ? ""
                                : ", outside every window");
        square(b, class, x, y);
    } else if (d->partly) {
        buf_text(b, "covered in part, no event</title>");
        square(b, "q0", x, y);
    } else if (d->covered) {
        buf_format(b,
                   "covered, no event</title><rect class=\"silent\" x=\"%d.75\" y=\"%d.75\" "
                   "width=\"16.5\" height=\"16.5\"/>",
                   x, y);
    } else {
        buf_format(b,
                   "no import</title><rect x=\"%d\" y=\"%d\" width=\"18\" height=\"18\" "
                   "fill=\"url(#hatch)\"/>",
                   x, y);
    }
    if (d->events > 0 || d->covered)
        number(b, i, x, y);
    if (d->partly)
        foot(b, x, y);
    buf_text(b, link ? "</a>" : "</g>");
}

static struct value month(struct arena *a, int64_t first, const struct chart_day *days, size_t n,
                          const struct chart_scale *scale)
{
    struct slice name = say_month(a, first), markup;
    int weekday = stamp_date(first).weekday;
    int rows = (int)((size_t)weekday + n + 6) / 7;
    struct buf b;

    buf_init(&b, 64 << 10);
    buf_format(&b, "<svg class=\"cal\" viewBox=\"-1 -1 140 %d\" role=\"group\" aria-label=\"%.*s\">",
               rows * CELL, (int)name.n, (const char *)name.p);
    for (size_t i = 0; i < n; i++) {
        struct slice date = say_day_month(a, first + (int64_t)i);

        if (scale != NULL)
            count_cell(&b, first, i, &days[i], scale, date);
        else
            coverage_cell(&b, first, i, &days[i], date);
    }
    buf_text(&b, "</svg>");
    markup = markup_take(a, &b);
    buf_release(&b);
    return value_markup(a, markup, name);
}

struct value chart_month(struct arena *a, int64_t first, const struct chart_day *days, size_t n,
                         const struct chart_scale *scale)
{
    return month(a, first, days, n, scale);
}

struct value chart_month_coverage(struct arena *a, int64_t first, const struct chart_day *days, size_t n)
{
    return month(a, first, days, n, NULL);
}
