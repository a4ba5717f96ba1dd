/* chart_time: charts whose width is time: events by outcome, windows of imports.  See chart.h. */
#include <inttypes.h>

#include "chart.h"
#include "markup.h"
#include "value_make.h"
#include "say.h"

#define CHART_MAX    ((size_t)1 << 20)
#define COVERAGE_MAX ((size_t)64 << 20) /* a row has 1,700 times three strips at most */
#define TICKS        14                 /* dates on an axis, at most */

#define WINDOWS  2000 /* of all sources: of more, those that are NEAR are drawn as one */
#define NEAR     5    /* hundredths of a percent: less than a pixel of most screens */
#define WIDE     9600 /* hundredths of a percent: the grid's numbers stand beside the columns */
#define TOP_Y    8
#define TOP_FOOT 138 /* the upper panel's axis */
#define LOW_Y    178
#define LOW_FOOT 256

/* The largest of 1, 2, 5, 10, ... that fits lines times under max; 1 at least. */
static uint64_t round_step(uint64_t max, uint64_t lines)
{
    static const uint64_t steps[] = {1, 2, 5};
    uint64_t best = 1;

    for (uint64_t scale = 1; scale <= UINT64_MAX / 1000; scale *= 10)
        for (int i = 0; i < 3; i++)
            if (steps[i] * scale <= max / lines)
                best = steps[i] * scale;
    return best;
}

/* Grid lines with their numbers: the step is round, and at least lines of them fit under max. */
static void grid(struct buf *b, uint64_t max, uint64_t lines, int top, int foot)
{
    uint64_t step = round_step(max, lines);

    for (uint64_t v = step; v <= max; v += step) {
        int64_t y = 100 * foot - (int64_t)(100.0 * (foot - top) * (double)v / (double)max);

        buf_text(b, "<line class=\"grid\" x1=\"0\" x2=\"100%\" y1=\"");
        markup_hundredths(b, y);
        buf_text(b, "\" y2=\"");
        markup_hundredths(b, y);
        buf_text(b, "\"/><text class=\"tick back\" x=\"100%\" text-anchor=\"end\" y=\"");
        markup_hundredths(b, y - 300);
        buf_text(b, "\">");
        markup_number(b, v);
        buf_text(b, "</text>");
    }
}

/* A rectangle of the column from left, in hundredths of a percent; *y is moved up. */
static void block(struct buf *b, const char *class, int64_t left, int64_t width, uint64_t n, uint64_t max,
                  int height, int64_t *y)
{
    int64_t h = (int64_t)(100.0 * height * (double)n / (double)max + 0.5);

    if (n == 0)
        return;
    *y -= h;
    buf_format(b, "<rect class=\"%s\" x=\"", class);
    markup_hundredths(b, left);
    buf_text(b, "%\" y=\"");
    markup_hundredths(b, *y);
    buf_text(b, "\" width=\"");
    markup_hundredths(b, width);
    buf_text(b, "%\" height=\"");
    markup_hundredths(b, h);
    buf_text(b, "\"/>");
}

static void hatch(struct buf *b, int64_t left, int64_t width, int top, int foot)
{
    buf_text(b, "<rect x=\"");
    markup_hundredths(b, left);
    buf_format(b, "%%\" y=\"%d\" width=\"", top);
    markup_hundredths(b, width);
    buf_format(b, "%%\" height=\"%d\" fill=\"url(#hatch)\"/>", foot - top);
}

static void span_title(struct arena *a, struct buf *b, const struct chart_span *s)
{
    struct slice days = say_days(a, s->from, s->to);

    buf_format(b,
               "<title>%.*s: %" PRIu64 " succeeded, %" PRIu64 " unknown, %" PRIu64 " failed, %" PRIu64
               " denied</title>",
               (int)days.n, (const char *)days.p, s->outcomes[OUTCOME_SUCCESS], s->outcomes[OUTCOME_UNKNOWN],
               s->outcomes[OUTCOME_FAILURE], s->outcomes[OUTCOME_DENIED]);
}

static void spans_of(struct arena *a, struct buf *b, const struct chart_span *spans, size_t n, uint64_t top,
                     uint64_t low)
{
    int64_t gap = n > 200 ? 0 : 1600 / (int64_t)n; /* a sixth of a column */

    for (size_t i = 0; i < n; i++) {
        const uint64_t *o = spans[i].outcomes;
        int64_t left = (int64_t)i * WIDE / (int64_t)n, right = (int64_t)(i + 1) * WIDE / (int64_t)n;
        int64_t width = right - left - gap, y = TOP_FOOT * 100;

        if (spans[i].uncovered) {
            hatch(b, left, right - left, TOP_Y, TOP_FOOT);
            hatch(b, left, right - left, LOW_Y, LOW_FOOT);
        }
        if (outcomes_all(o) == 0)
            continue;
        buf_text(b, "<g>");
        span_title(a, b, &spans[i]);
        block(b, "f-success", left + gap / 2, width, o[OUTCOME_SUCCESS], top, TOP_FOOT - TOP_Y - 8, &y);
        block(b, "f-unknown", left + gap / 2, width, o[OUTCOME_UNKNOWN], top, TOP_FOOT - TOP_Y - 8, &y);
        y = LOW_FOOT * 100;
        block(b, "f-failure", left + gap / 2, width, o[OUTCOME_FAILURE], low, LOW_FOOT - LOW_Y - 8, &y);
        block(b, "f-denied", left + gap / 2, width, o[OUTCOME_DENIED], low, LOW_FOOT - LOW_Y - 8, &y);
        buf_text(b, "</g>");
    }
}

/* Dates under the axis: the first span of each month or year, thinned out to TICKS. */
static void dates(struct arena *a, struct buf *b, const struct chart_span *spans, size_t n)
{
    bool years = spans[n - 1].to - spans[0].from > 800;
    size_t every = n / TICKS + 1, last = 0;

    for (size_t i = 0; i < n; i++) {
        struct stamp_civil c = stamp_date(spans[i].from);
        struct stamp_civil p = stamp_date(spans[i > 0 ? i - 1 : 0].from);
        bool change = spans[n - 1].to - spans[0].from < 70 || (years ? c.year != p.year : c.month != p.month);
        struct slice day = say_day_short(a, spans[i].from);

        if (i > 0 && (!change || i - last < every))
            continue;
        last = i;
        buf_text(b, "<text class=\"tick\" x=\"");
        markup_hundredths(b, (int64_t)i * WIDE / (int64_t)n);
        buf_format(b, "%%\" y=\"%d\" dx=\"2\">", TOP_FOOT + 14);
        if (years)
            buf_format(b, "%d", c.year);
        else if (spans[n - 1].to - spans[0].from < 70)
            buf_slice(b, day);
        else
            buf_format(b, "%.3s%s", say_month_name(c.month), "");
        buf_text(b, "</text>");
    }
}

struct value chart_over_time(struct arena *a, const struct chart_span *spans, size_t n, const char *what)
{
    uint64_t top = 1, low = 1;
    struct slice markup;
    struct buf b;

    if (n == 0)
        return VALUE_MISSING;
    for (size_t i = 0; i < n; i++) {
        const uint64_t *o = spans[i].outcomes;

        if (o[OUTCOME_SUCCESS] + o[OUTCOME_UNKNOWN] > top)
            top = o[OUTCOME_SUCCESS] + o[OUTCOME_UNKNOWN];
        if (outcomes_bad(o) > low)
            low = outcomes_bad(o);
    }
    buf_init(&b, CHART_MAX);
    buf_format(&b,
               "<svg class=\"chart\" width=\"100%%\" height=\"262\" role=\"img\" aria-label=\"Events per "
               "%s by outcome\">",
               what);
    buf_text(&b, "<text class=\"tick back\" x=\"0\" y=\"4\">Succeeded or unknown</text>"
                 "<text class=\"tick back\" x=\"0\" y=\"174\">Failed or denied, own scale</text>");
    spans_of(a, &b, spans, n, top, low);
    grid(&b, top, 2, TOP_Y + 8, TOP_FOOT);
    grid(&b, low, 2, LOW_Y + 8, LOW_FOOT);
    buf_format(&b, "<line class=\"axis\" x1=\"0\" x2=\"100%%\" y1=\"%d\" y2=\"%d\"/>", TOP_FOOT, TOP_FOOT);
    buf_format(&b, "<line class=\"axis\" x1=\"0\" x2=\"100%%\" y1=\"%d\" y2=\"%d\"/>", LOW_FOOT, LOW_FOOT);
    dates(a, &b, spans, n);
    buf_text(&b, "</svg>");
    markup = markup_take(a, &b);
    buf_release(&b);
    return value_markup(a, markup, SLICE("events over time"));
}

struct axis {
    int64_t first, days;
};

/* Hundredths of a percent of the width that ns at stands at. */
static int64_t axis_at(const struct axis *x, int64_t at)
{
    int64_t day = stamp_day(at);
    double days = (double)(day - x->first) + (double)(at - stamp_midnight(day)) / (double)STAMP_DAY;

    if (days < 0)
        days = 0;
    if (days > (double)x->days)
        days = (double)x->days;
    return (int64_t)(days * 10000.0 / (double)x->days + 0.5);
}

struct strip { /* of windows in order of from, being drawn */
    const struct axis *axis;
    const char *class;
    int y, height;
    int64_t near;     /* windows so near to each other, in hundredths of a percent, are drawn as one */
    int64_t from, to; /* drawn next; nothing if from is to */
    bool titled;
};

static void strip_end(struct strip *s, struct arena *a, struct buf *b)
{
    int64_t left = axis_at(s->axis, s->from), width = axis_at(s->axis, s->to) - left;

    if (s->from == s->to)
        return;
    if (s->titled) {
        struct slice days = say_span(a, s->from, s->to);

        buf_format(b, "<g><title>%.*s</title>", (int)days.n, (const char *)days.p);
    }
    buf_format(b, "<rect class=\"%s\" x=\"", s->class);
    markup_hundredths(b, left);
    buf_format(b, "%%\" y=\"%d\" width=\"", s->y);
    markup_hundredths(b, width < 20 ? 20 : width);
    buf_format(b, "%%\" height=\"%d\"/>%s", s->height, s->titled ? "</g>" : "");
}

static void strip_add(struct strip *s, struct arena *a, struct buf *b, int64_t from, int64_t to)
{
    if (s->from < s->to && s->near > 0 && axis_at(s->axis, from) - axis_at(s->axis, s->to) < s->near) {
        s->to = to > s->to ? to : s->to;
        return;
    }
    strip_end(s, a, b);
    s->from = from;
    s->to = to;
}

/* Paper over the hatch first, then the windows, then where two of them overlap. */
static void coverage_row(struct arena *a, struct buf *b, const struct axis *x, const struct chart_row *row,
                         int y, int64_t near)
{
    int64_t reach = INT64_MIN; /* the end of the windows so far */
    struct strip paper = {.axis = x, .class = "paper", .y = y + 6, .height = 20, .near = near};
    struct strip cover = {
        .axis = x, .class = "cover", .y = y + 12, .height = 8, .near = near, .titled = true};
    struct strip over = {.axis = x, .class = "over", .y = y + 8, .height = 16, .near = near};

    buf_format(b, "<text class=\"lab back\" x=\"0\" y=\"%d\">", y);
    markup_text(b, row->name);
    buf_format(b, "</text><rect x=\"0\" y=\"%d\" width=\"100%%\" height=\"20\" fill=\"url(#hatch)\"/>",
               y + 6);
    for (size_t i = 0; i < row->n; i++)
        strip_add(&paper, a, b, row->windows[i].from, row->windows[i].to);
    strip_end(&paper, a, b);
    for (size_t i = 0; i < row->n; i++)
        strip_add(&cover, a, b, row->windows[i].from, row->windows[i].to);
    strip_end(&cover, a, b);
    for (size_t i = 0; i < row->n; i++) {
        const struct chart_window *w = &row->windows[i];

        if (w->from < reach)
            strip_add(&over, a, b, w->from, w->to < reach ? w->to : reach);
        reach = w->to > reach ? w->to : reach;
    }
    strip_end(&over, a, b);
}

static void axis_ticks(struct buf *b, const struct axis *x, int height)
{
    int64_t months = x->days / 30 + 1, every = months / TICKS + 1, count = 0;

    for (int64_t day = x->first; day < x->first + x->days; day++) {
        struct stamp_civil c = stamp_date(day);
        bool years = every >= 12;

        if (c.day != 1 && day != x->first)
            continue;
        if (years ? (c.month != 1 || c.year % (int)(every / 12) != 0) : count++ % every != 0)
            continue;
        buf_text(b, "<line class=\"grid\" x1=\"");
        markup_hundredths(b, axis_at(x, stamp_midnight(day)));
        buf_text(b, "%\" x2=\"");
        markup_hundredths(b, axis_at(x, stamp_midnight(day)));
        buf_format(b, "%%\" y1=\"12\" y2=\"%d\"/><text class=\"tick\" x=\"", height);
        markup_hundredths(b, axis_at(x, stamp_midnight(day)));
        if (years)
            buf_format(b, "%%\" dx=\"2\" y=\"9\">%d</text>", c.year);
        else
            buf_format(b, "%%\" dx=\"2\" y=\"9\">%.3s</text>", say_month_name(c.month));
    }
}

struct value chart_coverage(struct arena *a, const struct chart_row *rows, size_t n, int64_t first,
                            int64_t last)
{
    struct axis x = {first, last - first + 1};
    int height = 14 + 45 * (int)n;
    size_t windows = 0;
    int64_t near;
    struct slice markup;
    struct buf b;

    for (size_t i = 0; i < n; i++)
        windows += rows[i].n;
    near = windows > WINDOWS ? NEAR : 0;
    if (n == 0 || last < first)
        return VALUE_MISSING;
    buf_init(&b, COVERAGE_MAX);
    buf_format(&b,
               "<svg class=\"chart coverage\" width=\"100%%\" height=\"%d\" role=\"img\" "
               "aria-label=\"Windows of the imports by source\">",
               height);
    axis_ticks(&b, &x, height);
    for (size_t i = 0; i < n; i++)
        coverage_row(a, &b, &x, &rows[i], 27 + 45 * (int)i, near);
    buf_text(&b, "</svg>");
    markup = markup_take(a, &b);
    buf_release(&b);
    return value_markup(a, markup, SLICE("coverage"));
}
