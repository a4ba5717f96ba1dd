/* stamp: the calendar, and fields to points in time.  See stamp.h. */
#include <assert.h>
#include <string.h>

#include "stamp_parts.h"

#define DAY_SECONDS 86400
#define FIRST_HELD  INT64_C(-9214560000) /* 1678-01-01T00:00:00Z */
#define LAST_HELD   INT64_C(9223372035)  /* 2262-04-11T23:47:15Z, the last whole second */

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

bool stamp_leap_year(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int stamp_month_days(int year, int month)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return month == 2 && stamp_leap_year(year) ? 29 : days[month - 1];
}

/* Of the proleptic Gregorian calendar.  Both conversions count years from March and eras of 400 years, so
 * that the leap day comes last: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
int64_t stamp_days(int year, int month, int day)
{
    int y = month <= 2 ? year - 1 : year;
    int era = (y >= 0 ? y : y - 399) / 400;
    int year_of_era = y - era * 400;
    int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return (int64_t)era * 146097 + day_of_era - 719468;
}

static void civil_date(int64_t days, struct stamp_civil *c)
{
    int64_t z = days + 719468, era = floor_div(z, 146097);
    int doe = (int)(z - era * 146097);
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int mp = (5 * doy + 2) / 153;

    c->day = doy - (153 * mp + 2) / 5 + 1;
    c->month = mp < 10 ? mp + 3 : mp - 9;
    c->year = yoe + (int)era * 400 + (c->month <= 2);
    c->weekday = (int)(((days + 3) % 7 + 7) % 7);
}

struct stamp_civil stamp_civil(int64_t at)
{
    struct stamp_civil c;
    int64_t seconds, days;
    int left;

    assert(at != STAMP_UNKNOWN);
    seconds = floor_div(at, STAMP_SECOND);
    days = floor_div(seconds, DAY_SECONDS);
    left = (int)(seconds - days * DAY_SECONDS);
    civil_date(days, &c);
    c.nano = (int)((at % STAMP_SECOND + STAMP_SECOND) % STAMP_SECOND); /* the product may not fit */
    c.hour = left / 3600;
    c.minute = left / 60 % 60;
    c.second = left % 60;
    return c;
}

struct stamp_civil stamp_date(int64_t day)
{
    struct stamp_civil c = {0};

    civil_date(day, &c);
    return c;
}

int64_t stamp_midnight(int64_t day)
{
    if (day > LAST_HELD / DAY_SECONDS)
        return INT64_MAX;
    return day < FIRST_HELD / DAY_SECONDS ? FIRST_HELD * STAMP_SECOND : day * STAMP_DAY;
}

int64_t stamp_day(int64_t at)
{
    return floor_div(at, STAMP_DAY);
}

int64_t stamp_month(int64_t at)
{
    return stamp_month_of(stamp_day(at));
}

int64_t stamp_month_of(int64_t day)
{
    struct stamp_civil c = stamp_date(day);

    return ((int64_t)c.year - 1970) * 12 + c.month - 1;
}

int64_t stamp_month_day(int64_t month)
{
    int64_t year = floor_div(month, 12);

    return stamp_days((int)(1970 + year), (int)(month - 12 * year + 1), 1);
}

int64_t stamp_month_second(int64_t at)
{
    struct stamp_civil c = stamp_civil(at);

    return (c.day - 1) * DAY_SECONDS + c.hour * 3600 + c.minute * 60 + c.second;
}

void stamp_hold(struct stamp *out, int64_t seconds, int nano)
{
    out->out_of_range = seconds < FIRST_HELD || seconds > LAST_HELD;
    out->at = out->out_of_range ? STAMP_UNKNOWN : seconds * STAMP_SECOND + nano;
}

/* 24:00 is the end of the day (ISO 8601).  A leap second is accepted in the last minute of a
 * quarter of an hour, where leap seconds fall in every zone; it counts as the second after it, as
 * in POSIX time. */
static bool clock_exists(const struct stamp_fields *f)
{
    if (f->minute > 59 || f->second > 60 || (f->second == 60 && f->minute % 15 != 14))
        return false;
    if (f->hour == 24)
        return f->minute == 0 && f->second == 0 && f->nano == 0;
    return f->hour < 24;
}

static bool day_exists(const struct stamp_fields *f)
{
    if (f->month == 0)
        return f->day >= 1 && f->day <= (stamp_leap_year(f->year) ? 366 : 365);
    return f->month <= 12 && f->day >= 1 && f->day <= stamp_month_days(f->year, f->month);
}

bool stamp_settle(const struct stamp_fields *f, const struct stamp_zoneinfo *z, enum stamp_zone how,
                  struct stamp *out)
{
    int64_t days, local;
    int offset = f->offset;

    *out = (struct stamp){.at = STAMP_UNKNOWN};
    if (!day_exists(f) || !clock_exists(f))
        return false;
    days = f->month == 0 ? stamp_days(f->year, 1, 1) + f->day - 1 : stamp_days(f->year, f->month, f->day);
    if (f->weekday >= 0 && ((days + 3) % 7 + 7) % 7 != f->weekday)
        return false;
    local = days * DAY_SECONDS + f->hour * 3600 + f->minute * 60 + f->second;
    if (!f->has_offset)
        offset = stamp_zone_offset(z, local, &out->ambiguous);
    out->resolution = f->resolution;
    out->zone = f->has_offset ? STAMP_ZONE_TEXT : how;
    stamp_hold(out, local - offset, f->nano);
    return true;
}

static unsigned char *put_digits(unsigned char *p, int v, int n)
{
    for (int i = n - 1; i >= 0; i--) {
        p[i] = (unsigned char)('0' + v % 10);
        v /= 10;
    }
    return p + n;
}

size_t stamp_clock(unsigned char text[STAMP_CLOCK_MAX], int64_t at, enum stamp_resolution resolution,
                   char between)
{
    struct stamp_civil c = stamp_civil(at);
    unsigned char *p = text;

    p = put_digits(p, c.year, 4);
    *p++ = '-';
    p = put_digits(p, c.month, 2);
    *p++ = '-';
    p = put_digits(p, c.day, 2);
    *p++ = (unsigned char)between;
    p = put_digits(p, c.hour, 2);
    *p++ = ':';
    p = put_digits(p, c.minute, 2);
    *p++ = ':';
    p = put_digits(p, c.second, 2);
    if (resolution >= STAMP_RES_MS) {
        *p++ = '.';
        if (resolution == STAMP_RES_MS)
            p = put_digits(p, c.nano / 1000000, 3);
        else if (resolution == STAMP_RES_US)
            p = put_digits(p, c.nano / 1000, 6);
        else
            p = put_digits(p, c.nano, 9);
    }
    return (size_t)(p - text);
}

void stamp_write(struct buf *b, int64_t at, enum stamp_resolution resolution)
{
    unsigned char text[STAMP_CLOCK_MAX];
    size_t n = stamp_clock(text, at, resolution, 'T');

    buf_add(b, text, n);
    buf_byte(b, 'Z');
}

enum stamp_resolution stamp_told(int64_t at, enum stamp_resolution resolution)
{
    if (resolution == STAMP_RES_DAY && at % STAMP_DAY == 0)
        return STAMP_RES_DAY;
    if ((resolution == STAMP_RES_DAY || resolution == STAMP_RES_MINUTE) && at % (60 * STAMP_SECOND) == 0)
        return STAMP_RES_MINUTE;
    return resolution > STAMP_RES_S ? resolution : STAMP_RES_S;
}

void stamp_tell(struct buf *b, int64_t at, enum stamp_resolution resolution)
{
    enum stamp_resolution told = stamp_told(at, resolution);
    unsigned char text[STAMP_CLOCK_MAX];
    size_t n = stamp_clock(text, at, told, 'T');

    n -= told == STAMP_RES_DAY ? 9 : told == STAMP_RES_MINUTE ? 3 : 0;
    buf_add(b, text, n);
    if (told != STAMP_RES_DAY)
        buf_byte(b, 'Z');
}

/* In z where no zone stands; NULL: UTC. */
static bool read_argument(struct slice text, const struct stamp_zoneinfo *z, int64_t *at)
{
    struct stamp_fields f;
    struct stamp s;

    if (!stamp_read_iso(text, &f))
        return false;
    if (!f.has_offset && z == NULL) {
        f.has_offset = true;
        f.offset = 0;
    }
    if (!stamp_settle(&f, z, STAMP_ZONE_TEXT, &s) || s.out_of_range)
        return false;
    *at = s.at;
    return true;
}

bool stamp_argument(const char *text, int64_t *at)
{
    return read_argument(slice_text(text), NULL, at);
}

bool stamp_window(const char *text, const struct stamp_zoneinfo *z, int64_t *from, int64_t *to)
{
    struct slice s = slice_text(text), first = {s.p, strcspn(text, "/")};

    if (first.n == s.n)
        return false;
    return read_argument(first, z, from) && read_argument(slice_text(text + first.n + 1), z, to) &&
           *from < *to;
}
