/* chart: SVG for the pages: bars, sparks, hours.  See chart.h; months in chart_month.c, charts over
 * time in chart_time.c. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "chart.h"
#include "markup.h"
#include "value_make.h"
#include "say.h"

#define BAR_MAX (64 << 10)

/* The chart in b as a value; b is released. */
static struct value finish(struct arena *a, struct buf *b, struct slice text)
{
    struct slice markup = markup_take(a, b);

    buf_release(b);
    return value_markup(a, markup, text);
}

struct value chart_bar(struct arena *a, const struct chart_part *parts, size_t n, uint64_t max)
{
    struct buf b;
    uint64_t at = 0;

    buf_init(&b, BAR_MAX);
    buf_text(&b, "<svg class=\"bar\" width=\"100%\" height=\"9\" aria-hidden=\"true\">");
    for (size_t i = 0; i < n; i++) {
        if (parts[i].n == 0)
            continue;
        buf_format(&b, "<rect class=\"%s\" x=\"", parts[i].class);
        markup_hundredths(&b, markup_share(at, max));
        buf_text(&b, "%\" width=\"");
        markup_hundredths(&b, markup_share(parts[i].n, max));
        buf_text(&b, "%\" height=\"9\"/>");
        at += parts[i].n;
    }
    buf_text(&b, "</svg>");
    return finish(a, &b, SLICE_NONE);
}

struct value chart_outcomes(struct arena *a, const uint64_t outcomes[OUTCOME_COUNT], uint64_t max)
{
    struct chart_part parts[OUTCOME_COUNT] = {{"f-failure", outcomes[OUTCOME_FAILURE]},
                                              {"f-denied", outcomes[OUTCOME_DENIED]},
                                              {"f-success", outcomes[OUTCOME_SUCCESS]},
                                              {"f-unknown", outcomes[OUTCOME_UNKNOWN]}};

    return chart_bar(a, parts, OUTCOME_COUNT, max);
}

struct value chart_spark(struct arena *a, const uint64_t *counts, size_t n, const char *what)
{
    uint64_t max = 0;
    struct buf b;

    for (size_t i = 0; i < n; i++)
        max = counts[i] > max ? counts[i] : max;
    if (n < 2 || max == 0)
        return VALUE_MISSING;
    buf_init(&b, BAR_MAX);
    buf_format(&b,
               "<svg class=\"spark\" viewBox=\"0 0 %zu 16\" width=\"%zu\" height=\"16\" role=\"img\" "
               "aria-label=\"%s:",
               6 * n, 6 * n, what);
    for (size_t i = 0; i < n; i++)
        buf_format(&b, " %" PRIu64, counts[i]);
    buf_text(&b, "\"><path d=\"");
    for (size_t i = 0; i < n; i++) {
        if (counts[i] == 0)
            continue;
        buf_format(&b, "M%zu 16V", 6 * i + 3);
        markup_hundredths(&b, 1600 - 10 * (int64_t)(150.0 * (double)counts[i] / (double)max + 0.5));
    }
    buf_text(&b, "\"/></svg>");
    return finish(a, &b, SLICE_NONE);
}

static int order_counts(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;

    return a < b ? -1 : a > b;
}

/* The value that 95 of 100 counts do not pass; 0 if there are none. */
static uint64_t percentile(const uint64_t *counts, size_t n)
{
    uint64_t *sorted = mem_alloc(n * sizeof(*sorted) + 1), p = 0;

    if (n > 0) {
        memcpy(sorted, counts, n * sizeof(*sorted));
        qsort(sorted, n, sizeof(*sorted), order_counts);
        p = sorted[(n - 1) * 95 / 100];
    }
    mem_free(sorted);
    return p;
}

/* The largest of 1, 2, 5, 10, 20, 25, 50, 100, ... that is at most n; 1 at least. */
static uint64_t round_down(uint64_t n)
{
    static const uint64_t steps[] = {10, 20, 25, 50};
    uint64_t best = n >= 5 ? 5 : n >= 2 ? 2 : 1;

    for (uint64_t scale = 1; scale <= UINT64_MAX / 1000; scale *= 10)
        for (int i = 0; i < 4; i++)
            if (steps[i] * scale <= n)
                best = steps[i] * scale;
    return best;
}

struct chart_scale chart_scale_of(const uint64_t *events, const uint64_t *bad, size_t n)
{
    struct chart_scale s = {round_down(percentile(events, n) / 4), 0, false, false};
    uint64_t usual = percentile(bad, n);

    s.bad = round_down(usual) > usual ? round_down(usual) : usual + 1;
    if (s.bad < 3)
        s.bad = 3;
    return s;
}

unsigned chart_level(const struct chart_scale *s, uint64_t events)
{
    uint64_t level;

    if (events == 0)
        return 0;
    level = s->step == 1 ? events : events / s->step + 1;
    return level > 5 ? 5 : (unsigned)level;
}

/* One hour's column: failed and denied stand at the foot. */
static void hour_column(struct buf *b, size_t hour, const uint64_t outcomes[OUTCOME_COUNT], uint64_t max,
                        const char *href)
{
    static const enum outcome order[] = {OUTCOME_FAILURE, OUTCOME_DENIED, OUTCOME_UNKNOWN, OUTCOME_SUCCESS};
    static const char *const class[] = {"f-failure", "f-denied", "f-unknown", "f-success"};
    uint64_t all = outcomes_all(outcomes);
    uint64_t bad = outcomes_bad(outcomes);
    int64_t left = (int64_t)hour * 1000000 / 2400, y = 10000; /* hundredths */

    buf_format(b, "<a href=\"%s#h-%02zu\"><title>%02zu h: ", href, hour, hour);
    buf_format(b, "%" PRIu64 " event%s, %" PRIu64 " failed or denied</title>", all, all == 1 ? "" : "s", bad);
    for (int i = 0; i < OUTCOME_COUNT; i++) {
        int64_t height = (int64_t)(8400.0 * (double)outcomes[order[i]] / (double)max + 0.5);

        if (outcomes[order[i]] == 0)
            continue;
        y -= height;
        buf_format(b, "<rect class=\"%s\" x=\"", class[i]);
        markup_hundredths(b, left + 35);
        buf_text(b, "%\" y=\"");
        markup_hundredths(b, y);
        buf_text(b, "\" width=\"3.47%\" height=\"");
        markup_hundredths(b, height);
        buf_text(b, "\"/>");
    }
    buf_text(b, "<text class=\"tick\" x=\"");
    markup_hundredths(b, left + 208);
    buf_text(b, "%\" y=\"");
    markup_hundredths(b, y - 400);
    buf_text(b, "\" text-anchor=\"middle\">");
    markup_number(b, all);
    buf_text(b, "</text></a>");
}

struct value chart_hours(struct arena *a, const uint64_t (*hours)[OUTCOME_COUNT], const char *const hrefs[24])
{
    uint64_t max = 0;
    struct buf b;

    for (int h = 0; h < 24; h++) {
        uint64_t all = hours[h][0] + hours[h][1] + hours[h][2] + hours[h][3];

        max = all > max ? all : max;
    }
    if (max == 0)
        return VALUE_MISSING;
    buf_init(&b, BAR_MAX);
    buf_text(&b, "<svg class=\"chart\" width=\"100%\" height=\"118\" role=\"group\" aria-label=\"Events by "
                 "hour, stacked by outcome\">");
    for (size_t h = 0; h < 24; h++)
        if (hours[h][0] + hours[h][1] + hours[h][2] + hours[h][3] > 0)
            hour_column(&b, h, hours[h], max, hrefs[h]);
    buf_text(&b, "<line class=\"axis\" x1=\"0\" x2=\"100%\" y1=\"100\" y2=\"100\"/>");
    for (int h = 0; h < 24; h += 3) {
        buf_text(&b, "<text class=\"tick\" x=\"");
        markup_hundredths(&b, h * 1000000 / 2400 + 208);
        buf_format(&b, "%%\" y=\"114\" text-anchor=\"%s\">%02d h</text>", h > 0 ? "middle" : "start", h);
    }
    buf_text(&b, "</svg>");
    return finish(a, &b, SLICE_NONE);
}

/* The radius of a dot, in hundredths: area is proportional to the count, 1 being just visible. */
static int64_t radius_of(uint64_t n, uint64_t max)
{
    uint64_t square = n * 5600 / max, r = 0; /* 7.5 units at most */

    while (r * r < square * 100)
        r += 5;
    return (int64_t)(r < 140 ? 140 : r);
}

struct value chart_punch(struct arena *a, const uint64_t (*counts)[24])
{
    static const char *const days[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                       "Friday", "Saturday", "Sunday"};
    uint64_t max = 1;
    struct buf b;

    for (int d = 0; d < 7; d++)
        for (int h = 0; h < 24; h++)
            max = counts[d][h] > max ? counts[d][h] : max;
    buf_init(&b, BAR_MAX);
    buf_text(&b,
             "<svg class=\"punch\" width=\"100%\" height=\"153\" role=\"img\" aria-label=\"Events by hour "
             "of day and day of week\">");
    for (int d = 0; d < 7; d++) {
        int y = 12 + 19 * d;

        buf_format(&b,
                   "<text class=\"tick\" x=\"0\" y=\"%d\">%.3s</text><line class=\"grid\" x1=\"9%%\" "
                   "x2=\"100%%\" y1=\"%d\" y2=\"%d\"/>",
                   y + 4, days[d], y, y);
        for (int h = 0; h < 24; h++) {
            if (counts[d][h] == 0)
                continue;
            buf_text(&b, "<circle cx=\"");
            markup_hundredths(&b, 1089 + h * 9100 / 24);
            buf_format(&b, "%%\" cy=\"%d\" r=\"", y);
            markup_hundredths(&b, radius_of(counts[d][h], max));
            buf_format(&b, "\"><title>%s %02d to %02d h: %" PRIu64 "</title></circle>", days[d], h, h + 1,
                       counts[d][h]);
        }
    }
    for (int h = 0; h < 24; h += 6) {
        buf_text(&b, "<text class=\"tick\" x=\"");
        markup_hundredths(&b, 1089 + h * 9100 / 24);
        buf_format(&b, "%%\" y=\"151\" text-anchor=\"middle\">%02d h</text>", h);
    }
    buf_text(&b, "</svg>");
    return finish(a, &b, SLICE_NONE);
}
