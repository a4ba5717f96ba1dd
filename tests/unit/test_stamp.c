/* Points in time: texts to nanoseconds and back. */
#include <stdlib.h>

#include "harness.h"
#include "stamp_format.h"
#include "stamp_period.h"
#include "stamp_spell.h"

static struct stamp_zoneinfo *zone(const char *name)
{
    struct err err = ERR_INIT;
    struct stamp_zoneinfo *z = NULL;

    CHECK_INT(stamp_zone_open(name, &z, &err), ST_OK);
    if (z == NULL) {
        fprintf(stderr, "%s: %s\n", name, err.text);
        exit(1);
    }
    return z;
}

static const char *const res_names[] = {"none", "day", "min", "s", "ms", "us", "ns"};

/* "2026-01-07T09:12:40.000000000Z s text", with marks; "no" if the text does not fit. */
static void describe(struct buf *b, const char *format, const char *text, const struct stamp_zoneinfo *z)
{
    static const char *const zones[] = {"none", "text", "profile", "assumed"};
    struct stamp_format *f = NULL;
    struct err err = ERR_INIT;
    struct stamp s;

    buf_clear(b);
    CHECK_INT(stamp_format_new(slice_text(format), &f, &err), ST_OK);
    if (!stamp_read(f, slice_text(text), z, STAMP_ZONE_PROFILE, &s)) {
        CHECK(s.at == STAMP_UNKNOWN);
        buf_text(b, "no");
    } else {
        if (s.at == STAMP_UNKNOWN)
            buf_text(b, "unknown");
        else
            stamp_write(b, s.at, s.resolution);
        buf_format(b, " %s %s%s%s", res_names[s.resolution], zones[s.zone], s.ambiguous ? " ambiguous" : "",
                   s.out_of_range ? " out" : "");
    }
    stamp_format_free(f);
}

static void check_in(const char *zone_name, const char *format, const char *text, const char *want)
{
    struct stamp_zoneinfo *z = zone(zone_name);
    struct buf b;

    buf_init(&b, BUF_CAP);
    describe(&b, format, text, z);
    CHECK_SLICE(buf_view(&b), want);
    buf_release(&b);
    stamp_zone_free(z);
}

static void check_iso(void)
{
    static const char *const pairs[][2] = {
        {"2026-01-07T09:12:40Z", "2026-01-07T09:12:40Z s text"},
        {"2026-01-07t09:12:40z", "2026-01-07T09:12:40Z s text"},
        {"2022-03-28 08:15:56+00:00", "2022-03-28T08:15:56Z s text"},
        {"2023-06-18T12:26:59", "2023-06-18T12:26:59Z s profile"},
        {"2023-06-18", "2023-06-18T00:00:00Z day profile"},
        {"2023-06-18 12:26", "2023-06-18T12:26:00Z min profile"},
        {"2023-06-18T12:26+02", "2023-06-18T10:26:00Z min text"},
        {"2023-06-18T12:26:59.5-0330", "2023-06-18T15:56:59.500Z ms text"},
        {"2023-06-18T12:26:59,123456 UTC", "2023-06-18T12:26:59.123456Z us text"},
        {"2020-09-04T13:51:32.123456789Z", "2020-09-04T13:51:32.123456789Z ns text"},
        {"2020-09-04T13:51:32.12345678987654321Z", "2020-09-04T13:51:32.123456789Z ns text"},
        {" 2020-09-04T13:51:32 +02:00 ", "2020-09-04T11:51:32Z s text"},
        {"2024-02-29T24:00:00Z", "2024-03-01T00:00:00Z s text"},
        {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z s text"},
        {"1678-01-01T00:00:00Z", "1678-01-01T00:00:00Z s text"},
        {"1677-12-31T23:59:59Z", "unknown s text out"},
        {"2262-04-11T23:47:15.999999999Z", "2262-04-11T23:47:15.999999999Z ns text"},
        {"2262-04-12T00:00:00Z", "unknown s text out"},
        {"0001-01-01T00:00:00", "unknown s profile out"},
        {"9999-12-31T23:59:59.9999999Z", "unknown ns text out"},
        {"1969-12-31T23:59:59.999999999Z", "1969-12-31T23:59:59.999999999Z ns text"}};

    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
        check_in("UTC", "iso", pairs[i][0], pairs[i][1]);
}

static void check_iso_wrong(void)
{
    static const char *const wrong[] = {"",
                                        "-",
                                        "2023",
                                        "2023-06",
                                        "2023-13-01",
                                        "2023-00-01",
                                        "2023-02-29",
                                        "1900-02-29",
                                        "2023-06-31",
                                        "2023-06-00",
                                        "2023-06-18T",
                                        "2023-06-18T12",
                                        "2023-06-18T1:26:59",
                                        "2023-06-18T25:00:00",
                                        "2023-06-18T24:00:01",
                                        "2023-06-18T24:01",
                                        "2023-06-18T12:60:00",
                                        "2023-06-18T12:30:60",
                                        "2023-06-18T12:26:59.",
                                        "2023-06-18T12:26:59.Z",
                                        "2023-06-18T12:26:59Zjunk",
                                        "2023-06-18T12:26:59+24:00",
                                        "2023-06-18T12:26:59+02:60",
                                        "2023-06-18T12:26:59+2",
                                        "2023-06-18T12:26:59 CEST",
                                        "2023-06-18T12:26:59 ",
                                        "18/06/2023",
                                        "2023/06/18",
                                        "2023-6-18",
                                        "x023-06-18",
                                        "2023-06-18x12:00:00",
                                        "2023-06-18T12:26:5",
                                        "1687091219",
                                        "2023-06-18T12:26:59-"};

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        if (strcmp(wrong[i], "2023-06-18T12:26:59 ") != 0) /* blanks at the ends do not matter */
            check_in("UTC", "iso", wrong[i], "no");
    }
}

static void check_epochs(void)
{
    static const char *const rows[][3] = {
        {"epoch-s", "1648455356", "2022-03-28T08:15:56Z s text"},
        {"epoch-s", "1648455356.5", "2022-03-28T08:15:56.500Z ms text"},
        {"epoch-s", "1648455356.123456789", "2022-03-28T08:15:56.123456789Z ns text"},
        {"epoch-s", "-1.5", "1969-12-31T23:59:58.500Z ms text"},
        {"epoch-s", "0", "1970-01-01T00:00:00Z s text"},
        {"epoch-ms", "1648455356789", "2022-03-28T08:15:56.789Z ms text"},
        {"epoch-ms", "1648455356789.25", "2022-03-28T08:15:56.789250Z us text"},
        {"epoch-us", "1648455356789123", "2022-03-28T08:15:56.789123Z us text"},
        {"epoch-ns", "1648455356789123456", "2022-03-28T08:15:56.789123456Z ns text"},
        {"epoch-ns", "-1", "1969-12-31T23:59:59.999999999Z ns text"},
        {"epoch-ns", "9223372036854775807", "unknown ns text out"},
        {"epoch-s", "9999999999999", "unknown s text out"},
        {"epoch-ms", "123456789012345678901234567890", "unknown ms text out"},
        {"epoch-s", "-9223372036", "unknown s text out"},
        {"epoch-s", "1.6e9", "no"},
        {"epoch-s", "", "no"},
        {"epoch-s", "-", "no"},
        {"epoch-s", "1.", "no"},
        {"epoch-s", ".5", "no"},
        {"epoch-s", "+1", "no"},
        {"epoch-s", "12a", "no"}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        check_in("Europe/Berlin", rows[i][0], rows[i][1], rows[i][2]);
}

static void check_patterns(void)
{
    static const char *const rows[][3] = {
        {"%d/%m/%Y %H:%M:%S", "28/03/2022 08:15:56", "2022-03-28T08:15:56Z s profile"},
        {"%d/%m/%Y %H:%M:%S", "3/28/2022 08:15:56", "no"},
        {"%m/%d/%Y %I:%M:%S %p", "10/1/2025 3:34:47 PM", "2025-10-01T15:34:47Z s profile"},
        {"%Y-%m-%d %I:%M:%S %p", "2025-10-01 12:34:47 am", "2025-10-01T00:34:47Z s profile"},
        {"%Y-%m-%d %I:%M:%S %p", "2025-10-01 12:34:47 PM", "2025-10-01T12:34:47Z s profile"},
        {"%Y-%m-%d %I:%M:%S %p", "2025-10-01 13:34:47 PM", "no"},
        {"%Y-%m-%d %I:%M:%S %p", "2025-10-01 0:34:47 PM", "no"},
        {"%Y-%m-%d %H:%M %p", "2025-10-01 13:34 PM", "2025-10-01T13:34:00Z min profile"},
        {"%Y-%m-%d %H:%M %p", "2025-10-01 13:34 AM", "no"},
        {"%d/%m/%Y, %I:%M:%S.%f %p", "2/10/2021, 12:57:36.000 AM", "2021-10-02T00:57:36.000Z ms profile"},
        {"%m/%d/%Y, %I:%M:%S %p",
         "2/10/2021, 12:57:36\xe2\x80\xaf"
         "AM",
         "2021-02-10T00:57:36Z s profile"},
        {"%a %b %e %H:%M:%S %Y", "Thu Jan  1 00:00:00 1970", "1970-01-01T00:00:00Z s profile"},
        {"%a %b %e %H:%M:%S %Y", "Fri Jan  1 00:00:00 1970", "no"},
        {"%A, %d %B %Y", "thursday, 29 FEBRUARY 2024", "2024-02-29T00:00:00Z day profile"},
        {"%d-%b-%y", "07-Sep-68", "2068-09-07T00:00:00Z day profile"},
        {"%d-%b-%y", "07-Sep-69", "1969-09-07T00:00:00Z day profile"},
        {"%d-%b-%y", "07-Sepp-69", "no"},
        {"%d/%b/%Y:%H:%M:%S %z", "10/Oct/2000:13:55:36 -0700", "2000-10-10T20:55:36Z s text"},
        {"%Y%m%dT%H%M%S%z", "20260107T091240Z", "2026-01-07T09:12:40Z s text"},
        {"%Y-%m-%d %H:%M:%S %Z", "2026-01-07 09:12:40 GMT", "2026-01-07T09:12:40Z s text"},
        {"%Y-%m-%d %H:%M:%S %Z", "2026-01-07 09:12:40 CST", "no"},
        {"%Y-%j", "2024-366", "2024-12-31T00:00:00Z day profile"},
        {"%Y-%j", "2023-366", "no"},
        {"%Y.%m.%d 100%%", "2024.1.2 100%", "2024-01-02T00:00:00Z day profile"},
        {"%Y-%m-%d", "24-1-2", "unknown day profile out"},
        {"%Y-%m-%d", "2024-01-02x", "no"},
        {"%Y-%m-%d", "2024-01-", "no"}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        check_in("UTC", rows[i][0], rows[i][1], rows[i][2]);
}

static void check_bad_patterns(void)
{
    static const char *const bad[] = {"",
                                      "%",
                                      "%Q",
                                      "%Y",
                                      "%m/%d",
                                      "%Y-%m-%d %I:%M",
                                      "%Y-%m-%d %M",
                                      "%Y-%m-%d %H",
                                      "%Y-%m-%d %p",
                                      "%Y-%y-%m-%d",
                                      "%Y-%j-%m",
                                      "%b %e %H:%M:%S",
                                      "%Y-%m-%d %H:%M.%f",
                                      "ISO",
                                      "epoch",
                                      "%Y-%m-%d %H:%M:%S %s"};

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct stamp_format *f = NULL;
        struct err err = ERR_INIT;

        CHECK_INT(stamp_format_new(slice_text(bad[i]), &f, &err), ST_FAIL);
        CHECK(f == NULL && strcmp(err.code, "TIME-FORMAT") == 0);
        stamp_format_free(f);
    }
}

static void check_zones(void)
{
    check_in("Europe/Berlin", "iso", "2026-01-07T09:12:40", "2026-01-07T08:12:40Z s profile");
    check_in("Europe/Berlin", "iso", "2026-07-07T09:12:40", "2026-07-07T07:12:40Z s profile");
    check_in("Europe/Berlin", "iso", "2026-07-07T09:12:40Z", "2026-07-07T09:12:40Z s text");
    check_in("Europe/Berlin", "iso", "2025-10-26T01:59:59", "2025-10-25T23:59:59Z s profile");
    check_in("Europe/Berlin", "iso", "2025-10-26T02:30:00", "2025-10-26T00:30:00Z s profile ambiguous");
    check_in("Europe/Berlin", "iso", "2025-10-26T03:00:00", "2025-10-26T02:00:00Z s profile");
    check_in("Europe/Berlin", "iso", "2025-03-30T02:30:00", "2025-03-30T01:30:00Z s profile ambiguous");
    check_in("Europe/Berlin", "iso", "2025-03-30T03:00:00", "2025-03-30T01:00:00Z s profile");
    check_in("Europe/Berlin", "iso", "2200-07-07T09:12:40", "2200-07-07T07:12:40Z s profile");
    check_in("Europe/Berlin", "iso", "1880-01-01T00:00:00", "1879-12-31T23:06:32Z s profile");
    check_in("America/New_York", "iso", "2045-11-05T01:30:00", "2045-11-05T05:30:00Z s profile ambiguous");
    check_in("Australia/Lord_Howe", "iso", "2025-01-01T00:00:00", "2024-12-31T13:00:00Z s profile");
    check_in("Pacific/Apia", "iso", "2011-12-30T12:00:00", "2011-12-30T22:00:00Z s profile ambiguous");
    check_in("Africa/Casablanca", "iso", "2026-01-07T09:12:40", "2026-01-07T08:12:40Z s profile");
    check_in("+05:30", "iso", "2026-01-07T09:12:40", "2026-01-07T03:42:40Z s profile");
    check_in("-0800", "iso", "2026-01-07", "2026-01-07T08:00:00Z day profile");
    check_in("Z", "iso", "2026-01-07", "2026-01-07T00:00:00Z day profile");
}

/* Zone files that hold no transitions beyond the last change of rules: the rest is in the footer.
 */
static void check_footers(void)
{
    setenv("TZDIR", TRAILBOOK_SOURCE "/tests/fuzz/corpus/zone", 1);
    check_in("berlin-slim", "iso", "2026-01-07T09:12:40", "2026-01-07T08:12:40Z s profile");
    check_in("berlin-slim", "iso", "2026-07-07T09:12:40", "2026-07-07T07:12:40Z s profile");
    check_in("berlin-slim", "iso", "2025-10-26T02:30:00", "2025-10-26T00:30:00Z s profile ambiguous");
    check_in("berlin-slim", "iso", "2200-07-07T09:12:40", "2200-07-07T07:12:40Z s profile");
    check_in("lord-howe-slim", "iso", "2100-07-01T00:00:00", "2100-06-30T13:30:00Z s profile");
    check_in("lord-howe-slim", "iso", "2101-01-01T00:00:00", "2100-12-31T13:00:00Z s profile");
    unsetenv("TZDIR");
}

static void check_bad_zones(void)
{
    static const char *const bad[] = {"",
                                      "Europe/Atlantis",
                                      "../../etc/passwd",
                                      "/etc/localtime",
                                      "Europe/../Europe/Berlin",
                                      "Europe",
                                      "Europe/",
                                      "./UTC",
                                      "zone.tab",
                                      "tzdata.zi",
                                      "+25:00",
                                      "UTC+2",
                                      "right/Europe/Berlin",
                                      "Europe//Berlin"};

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct stamp_zoneinfo *z = NULL;
        struct err err = ERR_INIT;

        CHECK_INT(stamp_zone_open(bad[i], &z, &err), ST_FAIL);
        CHECK(z == NULL && strcmp(err.code, "ZONE-UNKNOWN") == 0);
        stamp_zone_free(z);
    }
}

static int64_t midnight(int year, int month, int day)
{
    return stamp_midnight(stamp_days(year, month, day));
}

static void check_civil(void)
{
    struct stamp_civil c = stamp_civil(midnight(2024, 2, 29) - 1);
    struct buf b;

    CHECK_INT(c.year * 10000 + c.month * 100 + c.day, 20240228);
    CHECK_INT(c.hour * 10000 + c.minute * 100 + c.second, 235959);
    CHECK_INT(c.nano, 999999999);
    CHECK_INT(c.weekday, 2);
    CHECK_INT(midnight(1970, 1, 1), 0);
    CHECK_INT(stamp_midnight(stamp_days(2262, 4, 12)), INT64_MAX);
    CHECK_INT(stamp_midnight(stamp_days(1677, 12, 31)), midnight(1678, 1, 1));
    CHECK_INT(stamp_date(stamp_days(2262, 12, 31)).day, 31);
    CHECK_INT(stamp_day(-1), -1);
    CHECK_INT(stamp_day(STAMP_DAY), 1);
    CHECK_INT(stamp_month(-1), -1);
    CHECK_INT(stamp_month(midnight(2024, 2, 29)), 54 * 12 + 1);
    CHECK_INT(stamp_month_day(54 * 12 + 1), stamp_days(2024, 2, 1));
    CHECK_INT(stamp_month_day(-1), stamp_days(1969, 12, 1));
    CHECK_INT(stamp_month_of(stamp_days(1969, 12, 31)), -1);
    buf_init(&b, BUF_CAP);
    stamp_write(&b, -1, STAMP_RES_US);
    CHECK_SLICE(buf_view(&b), "1969-12-31T23:59:59.999999Z");
    buf_clear(&b);
    stamp_tell(&b, 0, STAMP_RES_DAY);
    stamp_tell(&b, 60 * STAMP_SECOND, STAMP_RES_DAY); /* a day of another zone begins then */
    stamp_tell(&b, 60 * STAMP_SECOND, STAMP_RES_MINUTE);
    stamp_tell(&b, STAMP_SECOND, STAMP_RES_MINUTE);
    CHECK_SLICE(buf_view(&b), "1970-01-01"
                              "1970-01-01T00:01Z"
                              "1970-01-01T00:01Z"
                              "1970-01-01T00:00:01Z");
    buf_release(&b);
}

/* Every day that a stamp can hold: civil and back, day by day. */
static void check_calendar(void)
{
    int64_t at = midnight(1678, 1, 1), end = midnight(2262, 4, 10);
    int weekday = 5, wrong = 0; /* 1678-01-01 was a Saturday */

    for (; at <= end; at += STAMP_DAY) {
        struct stamp_civil c = stamp_civil(at);

        wrong += midnight(c.year, c.month, c.day) != at || c.weekday != weekday;
        weekday = (weekday + 1) % 7;
    }
    CHECK_INT(wrong, 0);
}

static void check_arguments(void)
{
    int64_t at = 0, to = 0;

    CHECK(stamp_argument("2026-01-07", &at) && at == midnight(2026, 1, 7));
    CHECK(stamp_argument("2026-01-07T01:00:00+01:00", &at) && at == midnight(2026, 1, 7));
    CHECK(!stamp_argument("yesterday", &at));
    CHECK(!stamp_argument("0001-01-01", &at));
    CHECK(!stamp_argument("", &at));
    CHECK(stamp_window("2026-01-07/2026-01-08T00:00+01:00", NULL, &at, &to));
    CHECK(at == midnight(2026, 1, 7) && to == midnight(2026, 1, 8) - 3600 * STAMP_SECOND);
    CHECK(!stamp_window("2026-01-07", NULL, &at, &to) && !stamp_window("2026-01-07/", NULL, &at, &to));
    CHECK(!stamp_window("2026-01-07/2026-01-07", NULL, &at, &to) && !stamp_window("/", NULL, &at, &to));
}

/* The spelling of text as read by format, 0 if none; what it spells is the text. */
static unsigned spelling(const char *format, const char *text)
{
    struct stamp_format *f = NULL;
    struct stamp_zoneinfo *utc = zone("UTC");
    struct err err = ERR_INIT;
    struct stamp s;
    struct buf b;
    unsigned n;

    buf_init(&b, BUF_CAP);
    CHECK_INT(stamp_format_new(slice_text(format), &f, &err), ST_OK);
    CHECK(stamp_read(f, slice_text(text), utc, STAMP_ZONE_PROFILE, &s));
    n = stamp_spelling(slice_text(text), &s);
    if (n != 0) {
        stamp_spell(&b, s.at, s.resolution, n);
        CHECK_SLICE(buf_view(&b), text);
    }
    buf_release(&b);
    stamp_format_free(f);
    stamp_zone_free(utc);
    return n;
}

static void check_spellings(void)
{
    CHECK_INT(spelling("iso", "2026-01-07T09:12:40"), 1);
    CHECK_INT(spelling("iso", "1678-12-07T09:12:40.123Z"), 2);
    CHECK_INT(spelling("iso", "2026-01-07T09:12:40.123456+00:00"), 3);
    CHECK_INT(spelling("iso", "1969-12-31 23:59:59.999999999"), 4);
    CHECK_INT(spelling("iso", "2026-01-07 00:00:00 UTC"), 5);
    CHECK_INT(spelling("iso", "2026-01-07 09:12:40+00:00"), 6);
    CHECK_INT(spelling("epoch-s", "1767777160"), 7);
    CHECK_INT(spelling("epoch-ms", "-1767777160123"), 7);
    CHECK_INT(spelling("epoch-ns", "1767777160123456789"), 7);
    CHECK_INT(spelling("iso", "2026-01-07"), 0);
    CHECK_INT(spelling("iso", "2026-01-07T09:12"), 0);
    CHECK_INT(spelling("iso", "2026-01-07T09:12:40.12Z"), 0);
    CHECK_INT(spelling("iso", "2026-01-07T09:12:40,123Z"), 0);
    CHECK_INT(spelling("iso", "2026-01-07T09:12:40+02:00"), 0);
    CHECK_INT(spelling("iso", "2026-01-07T24:00:00"), 0);
    CHECK_INT(spelling("iso", "2016-12-31T23:59:60Z"), 0);
    CHECK_INT(spelling("iso", " 2026-01-07T09:12:40"), 0);
    CHECK_INT(spelling("epoch-s", "0"), 0);
    CHECK_INT(spelling("epoch-s", "007"), 0);
    CHECK_INT(spelling("epoch-s", "1767777160.5"), 0);
}

/* Of what is as old on a day, nothing is younger than the cutoff, and nothing older is left. */
static void check_cutoffs(const char *text)
{
    struct stamp_period p;

    CHECK(stamp_period_read(slice_text(text), &p));
    for (int64_t day = 15000; day < 25000; day++) {
        const int64_t cut = stamp_period_cutoff(day, p);

        if (stamp_period_after(cut - 1, p) > day || stamp_period_after(cut, p) <= day)
            CHECK_INT(day, -1);
    }
}

static void check_periods(void)
{
    static const char *const good[] = {"1d",  "90d",   "36525d", "1m", "11m",
                                       "12m", "1200m", "1y",     "7y", "100y"};
    static const char *const bad[] = {"",     "d",  "1",   "0d", "01d",    "-1d",   "+1d",
                                      "1.5y", "1w", "1 y", "1Y", "36526d", "1201m", "101y"};
    struct stamp_period p;

    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        check_cutoffs(good[i]);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CHECK(!stamp_period_read(slice_text(bad[i]), &p));
    CHECK_INT(stamp_period_after(stamp_days(2021, 1, 31), (struct stamp_period){1, 'm'}),
              stamp_days(2021, 3, 1));
    CHECK_INT(stamp_period_after(stamp_days(2020, 2, 29), (struct stamp_period){4, 'y'}),
              stamp_days(2024, 2, 29));
    CHECK_INT(stamp_period_after(stamp_days(2020, 12, 31), (struct stamp_period){2, 'm'}),
              stamp_days(2021, 3, 1));
}

int main(void)
{
    setenv("TZ", "America/New_York", 1); /* must not matter */
    unsetenv("TZDIR");
    check_iso();
    check_iso_wrong();
    check_epochs();
    check_patterns();
    check_bad_patterns();
    check_zones();
    check_footers();
    check_bad_zones();
    check_civil();
    check_calendar();
    check_arguments();
    check_spellings();
    check_periods();
    return harness_end();
}
