/* test_chart: charts show what they are given, and nothing that they are given acts as markup. */
#include <stdlib.h>

#include "chart.h"
#include "harness.h"
#include "say.h"

static struct arena a;

/* How often what stands in the chart. */
static size_t count(struct value v, const char *what)
{
    struct slice s = v.as.html->markup;
    size_t n = 0, length = strlen(what);

    for (size_t i = 0; i + length <= s.n; i++)
        n += memcmp(s.p + i, what, length) == 0;
    return n;
}

static void test_bar(void)
{
    struct chart_part parts[] = {{"f-failure", 1}, {"f-denied", 0}, {"f-success", 2}};
    struct value v = chart_bar(&a, parts, 3, 4);

    CHECK_INT(count(v, "<rect"), 2); /* nothing for nothing */
    CHECK_INT(count(v, "class=\"f-failure\" x=\"0%\" width=\"25%\""), 1);
    CHECK_INT(count(v, "class=\"f-success\" x=\"25%\" width=\"50%\""), 1);
    CHECK_INT(count(v, "style="), 0);
    v = chart_bar(&a, parts, 3, 0);
    CHECK_INT(count(v, "width=\"0%\""), 2);
}

static void test_spark(void)
{
    uint64_t counts[] = {0, 5, 10, 0, 1};
    struct value v = chart_spark(&a, counts, 5, "by month");

    CHECK_INT(count(v, "by month: 0 5 10 0 1"), 1);
    CHECK_INT(count(v, "V1\"") + count(v, "V1M"), 1); /* the largest reaches the top */
    CHECK_INT(count(v, "M"), 3);
    counts[1] = counts[2] = counts[4] = 0;
    CHECK_INT(chart_spark(&a, counts, 5, "by month").kind, VALUE_NONE);
    CHECK_INT(chart_spark(&a, counts, 1, "by month").kind, VALUE_NONE);
}

static void test_scale(void)
{
    uint64_t events[100], bad[100];
    struct chart_scale s;

    for (size_t i = 0; i < 100; i++) {
        events[i] = i + 1;
        bad[i] = i % 4;
    }
    events[99] = 1000000; /* one wild day does not flatten the others */
    s = chart_scale_of(events, bad, 100);
    CHECK_INT(s.step, 20);
    CHECK_INT(s.bad, 4);
    CHECK_INT(chart_level(&s, 0), 0);
    CHECK_INT(chart_level(&s, 1), 1);
    CHECK_INT(chart_level(&s, 19), 1);
    CHECK_INT(chart_level(&s, 20), 2);
    CHECK_INT(chart_level(&s, 80), 5);
    CHECK_INT(chart_level(&s, UINT64_MAX), 5);
    s = chart_scale_of(events, bad, 0);
    CHECK_INT(s.step, 1);
    CHECK_INT(chart_level(&s, 3), 3);
}

static void test_month(void)
{
    struct chart_day days[28] = {{.events = 1, .covered = true, .href = "a&b.html"},
                                 {.events = 40, .bad = 3, .covered = true, .href = "c.html", .here = true},
                                 {.covered = true}};
    struct chart_scale s = {.step = 10, .bad = 3};
    int64_t first = stamp_days(2026, 2, 1); /* a Sunday */
    struct value v = chart_month(&a, first, days, 28, &s);

    CHECK_INT(count(v, "<a href"), 2);
    CHECK_INT(count(v, "a&amp;b.html"), 1);
    CHECK_INT(count(v, "1 February: 1 event<"), 1);
    CHECK_INT(count(v, "2 February: 40 events, 3 failed or denied"), 1);
    CHECK_INT(count(v, "3 February: no event"), 1);
    CHECK_INT(count(v, "no import covers this day"), 25);
    CHECK_INT(count(v, "class=\"q1\" x=\"120\" y=\"0\""), 1); /* Sunday stands last */
    CHECK_INT(count(v, "class=\"q5\" x=\"0\" y=\"20\""), 1);
    CHECK_INT(count(v, "class=\"here\""), 1);
    CHECK_INT(count(v, "class=\"f-failure\""), 1);
    s.filtered = true;
    v = chart_month(&a, first, days, 28, &s);
    CHECK_INT(count(v, "3 February: no event shown"), 1);
}

static void test_time(void)
{
    struct chart_span spans[600] = {{0}};
    struct value v;

    CHECK_INT(chart_over_time(&a, spans, 0, "week").kind, VALUE_NONE);
    for (int i = 0; i < 600; i++)
        spans[i] = (struct chart_span){20000 + 7 * i, 20006 + 7 * i, {1, 2, 3, 4}, i == 5};
    v = chart_over_time(&a, spans, 600, "week");
    CHECK_INT(count(v, "<g>"), 600);
    CHECK_INT(count(v, "url(#hatch)"), 2);
    CHECK_INT(count(v, "class=\"f-denied\""), 600);
}

static void test_coverage(void)
{
    struct chart_window w[] = {{100 * STAMP_DAY, 111 * STAMP_DAY},
                               {110 * STAMP_DAY, 121 * STAMP_DAY},
                               {121 * STAMP_DAY, 121 * STAMP_DAY + STAMP_DAY / 24}};
    struct chart_row row = {SLICE("<b>\"&"), w, 3};
    struct value v = chart_coverage(&a, &row, 1, 100, 200);

    CHECK_INT(count(v, "<b>"), 0);
    CHECK_INT(count(v, "&lt;b&gt;"), 1);
    CHECK_INT(count(v, "class=\"cover\""), 3);
    CHECK_INT(count(v, "class=\"over\""), 1); /* day 110 is in two */
    CHECK_INT(count(v, "<title>2 May 1970, 00:00 to 2 May 1970, 01:00 UTC</title>"), 1);
}

/* However many windows there are, no time that one covers is drawn as if none did. */
static void test_many_windows(void)
{
    static struct chart_window w[3000];
    struct chart_row rows[] = {{SLICE("nightly"), w, 1500}, {SLICE("with a gap"), w + 1500, 1500}};
    struct value v;

    for (int i = 0; i < 3000; i++)
        w[i] = (struct chart_window){i * STAMP_DAY, (i + 1) * STAMP_DAY};
    v = chart_coverage(&a, rows, 1, 0, 2999);
    CHECK_INT(count(v, "class=\"paper\""), 1500);
    for (int i = 2000; i < 3000; i++) /* after a gap of a two hundredth of the width */
        w[i] = (struct chart_window){(i + 15) * STAMP_DAY, (i + 16) * STAMP_DAY};
    v = chart_coverage(&a, rows, 2, 0, 2999 + 15);
    CHECK_INT(count(v, "class=\"paper\""), 3);
    CHECK_INT(count(v, "class=\"cover\""), 3);
    CHECK_INT(count(v, "class=\"paper\" x=\"0%\" y=\"33\" width=\"49.75%\""), 1);
}

static void test_hours(void)
{
    uint64_t hours[24][4] = {{0}}, punch[7][24] = {{0}};
    const char *hrefs[24] = {NULL};
    struct value v;

    hrefs[23] = "other.html";
    CHECK_INT(chart_hours(&a, (const uint64_t(*)[4])hours, hrefs).kind, VALUE_NONE);
    hours[23][OUTCOME_SUCCESS] = 5;
    hours[23][OUTCOME_FAILURE] = 1;
    v = chart_hours(&a, (const uint64_t(*)[4])hours, hrefs);
    CHECK_INT(count(v, "href=\"other.html#h-23\""), 1);
    CHECK_INT(count(v, "23 h: 6 events, 1 failed or denied"), 1);
    punch[6][0] = 3;
    v = chart_punch(&a, (const uint64_t(*)[24])punch);
    CHECK_INT(count(v, "<circle"), 1);
    CHECK_INT(count(v, "Sunday 00 to 01 h: 3"), 1);
}

static void test_say(void)
{
    int64_t day = stamp_days(2026, 3, 12);

    CHECK_SLICE(say_number(&a, 0), "0");
    CHECK_SLICE(say_visible(&a, SLICE("a b")), "a b");
    CHECK_SLICE(say_visible(&a, SLICE("\xef\xbb\xbf ")), "U+FEFF U+0020");
    CHECK_SLICE(say_visible(&a, SLICE("           ")),
                "U+0020 U+0020 U+0020 U+0020 U+0020 U+0020 U+0020 U+0020 \xe2\x80\xa6");
    CHECK_SLICE(say_number(&a, 1234567), "1,234,567");
    CHECK_SLICE(say_number(&a, UINT64_MAX), "18,446,744,073,709,551,615");
    CHECK_SLICE(say_plural(&a, 1, "event", "events"), "1 event");
    CHECK_SLICE(say_percent(&a, 872, 19078), "4.6%");
    CHECK_SLICE(say_percent(&a, 1, 100000), "under 0.1%");
    CHECK_SLICE(say_percent(&a, 99999, 100000), "over 99.9%");
    CHECK_SLICE(say_percent(&a, 0, 0), "0%");
    CHECK_SLICE(say_days(&a, day, day + 3), "12 to 15 March 2026");
    CHECK_SLICE(say_days(&a, day, day + 30), "12 March to 11 April 2026");
    CHECK_SLICE(say_days(&a, day - 100, day), "2 December 2025 to 12 March 2026");
    CHECK_SLICE(say_types(&a, SLICE("permission_policy")), "Permission policies");
    CHECK_SLICE(say_types(&a, SLICE("address")), "Addresses");
    CHECK_SLICE(say_types(&a, SLICE("key")), "Keys");
    CHECK_SLICE(say_lower(&a, SLICE("URL list")), "URL list");
}

int main(void)
{
    test_bar();
    test_spark();
    test_scale();
    test_month();
    test_time();
    test_coverage();
    test_many_windows();
    test_hours();
    test_say();
    arena_release(&a);
    return harness_end();
}
