/* say: numbers, dates and counts in the pages' English.  See say.h. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "say.h"
#include "utf8.h"

#define SAY_MAX 128 /* bytes of a number or date in words */

static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                     "July",    "August",   "September", "October", "November", "December"};
static const char *const weekdays[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                       "Friday", "Saturday", "Sunday"};

struct slice say_format(struct arena *a, const char *format, ...)
{
    char text[SAY_MAX];
    va_list ap;
    int n;

    va_start(ap, format);
    n = vsnprintf(text, sizeof(text), format, ap);
    va_end(ap);
    if (n >= (int)sizeof(text)) {
        char *all = arena_alloc(a, (size_t)n + 1);

        va_start(ap, format);
        vsnprintf(all, (size_t)n + 1, format, ap);
        va_end(ap);
        return (struct slice){(unsigned char *)all, (size_t)n};
    }
    return (struct slice){arena_copy(a, text, (size_t)n), (size_t)n};
}

/* Writes n with commas so that it ends at end; returns where it begins. */
static char *put_number(char *end, uint64_t n)
{
    unsigned digits = 0;

    do {
        if (digits > 0 && digits % 3 == 0)
            *--end = ',';
        *--end = (char)('0' + n % 10);
        n /= 10;
        digits++;
    } while (n > 0);
    return end;
}

struct slice say_number(struct arena *a, uint64_t n)
{
    char text[32], *end = text + sizeof(text), *p = put_number(end, n);

    return (struct slice){arena_copy(a, p, (size_t)(end - p)), (size_t)(end - p)};
}

struct slice say_plural(struct arena *a, uint64_t n, const char *one, const char *many)
{
    char text[32], *end = text + sizeof(text) - 1;

    *end = '\0';
    return say_format(a, "%s %s", put_number(end, n), n == 1 ? one : many);
}

struct slice say_percent(struct arena *a, uint64_t part, uint64_t whole)
{
    double share = whole > 0 ? 100.0 * (double)part / (double)whole : 0;
    unsigned tenths = (unsigned)(share * 10 + 0.5);

    if (part == 0 || whole == 0)
        return SLICE("0%");
    if (tenths == 0)
        return SLICE("under 0.1%");
    if (part < whole && tenths >= 1000)
        return SLICE("over 99.9%");
    if (tenths % 10 == 0)
        return say_format(a, "%u%%", tenths / 10);
    return say_format(a, "%u.%u%%", tenths / 10, tenths % 10);
}

static struct stamp_civil civil_of(int64_t day)
{
    return stamp_date(day);
}

const char *say_month_name(int month)
{
    return months[(month - 1) % 12];
}

const char *say_weekday(int64_t day)
{
    return weekdays[civil_of(day).weekday];
}

struct slice say_date(struct arena *a, int64_t day)
{
    struct stamp_civil c = civil_of(day);

    return say_format(a, "%d %s %d", c.day, months[c.month - 1], c.year);
}

struct slice say_day_month(struct arena *a, int64_t day)
{
    struct stamp_civil c = civil_of(day);

    return say_format(a, "%d %s", c.day, months[c.month - 1]);
}

struct slice say_day_short(struct arena *a, int64_t day)
{
    struct stamp_civil c = civil_of(day);

    return say_format(a, "%d %.3s", c.day, months[c.month - 1]);
}

struct slice say_day_iso(struct arena *a, int64_t day)
{
    struct stamp_civil c = civil_of(day);

    return say_format(a, "%04d-%02d-%02d", c.year, c.month, c.day);
}

struct slice say_month(struct arena *a, int64_t day)
{
    struct stamp_civil c = civil_of(day);

    return say_format(a, "%s %d", months[c.month - 1], c.year);
}

struct slice say_month_short(struct arena *a, int64_t day)
{
    struct stamp_civil c = civil_of(day);

    return say_format(a, "%.3s %d", months[c.month - 1], c.year);
}

struct slice say_days(struct arena *a, int64_t from, int64_t to)
{
    struct stamp_civil f = civil_of(from), t = civil_of(to);

    if (from == to)
        return say_date(a, from);
    if (f.year != t.year)
        return say_format(a, "%d %s %d to %d %s %d", f.day, months[f.month - 1], f.year, t.day,
                          months[t.month - 1], t.year);
    if (f.month != t.month)
        return say_format(a, "%d %s to %d %s %d", f.day, months[f.month - 1], t.day, months[t.month - 1],
                          t.year);
    return say_format(a, "%d to %d %s %d", f.day, t.day, months[t.month - 1], t.year);
}

bool say_whole_days(int64_t from, int64_t to)
{
    return from % STAMP_DAY == 0 && (to % STAMP_DAY == 0 || to == INT64_MAX); /* no midnight is after that */
}

struct slice say_moment(struct arena *a, int64_t at)
{
    struct slice date = say_date(a, stamp_day(at));
    struct stamp_civil c = stamp_civil(at);
    int64_t rest = at - (at / STAMP_SECOND - (at % STAMP_SECOND < 0)) * STAMP_SECOND;

    if (rest != 0)
        return say_format(a, "%.*s, %02d:%02d:%02d.%09lld", (int)date.n, (const char *)date.p, c.hour,
                          c.minute, c.second, (long long)rest);
    if (c.second != 0)
        return say_format(a, "%.*s, %02d:%02d:%02d", (int)date.n, (const char *)date.p, c.hour, c.minute,
                          c.second);
    return say_format(a, "%.*s, %02d:%02d", (int)date.n, (const char *)date.p, c.hour, c.minute);
}

struct slice say_span(struct arena *a, int64_t from, int64_t to)
{
    struct slice first, last;

    if (say_whole_days(from, to))
        return say_days(a, stamp_day(from), stamp_day(to - 1));
    first = say_moment(a, from);
    last = say_moment(a, to);
    return say_format(a, "%.*s to %.*s UTC", (int)first.n, (const char *)first.p, (int)last.n,
                      (const char *)last.p);
}

/* The two digits of v at p. */
static void two(char *p, int v)
{
    p[0] = (char)('0' + v / 10 % 10);
    p[1] = (char)('0' + v % 10);
}

/* Twenty characters or more: 2026-10-13 14:03:22, with between at the blank. */
static size_t put_time(char *p, int64_t at, char between)
{
    struct stamp_civil c = stamp_civil(at);

    memcpy(p, "0000-00-00 00:00:00", 20);
    two(p, c.year / 100);
    two(p + 2, c.year % 100);
    two(p + 5, c.month);
    two(p + 8, c.day);
    p[10] = between;
    two(p + 11, c.hour);
    two(p + 14, c.minute);
    two(p + 17, c.second);
    return 19;
}

struct slice say_time(struct arena *a, int64_t at)
{
    char text[24];
    size_t n = put_time(text, at, ' ');

    return (struct slice){arena_copy(a, text, n), n};
}

struct slice say_clock(struct arena *a, int64_t at)
{
    char text[24];

    put_time(text, at, ' ');
    return (struct slice){arena_copy(a, text + 11, 8), 8};
}

struct slice say_datetime(struct arena *a, int64_t at, enum stamp_resolution resolution)
{
    char text[32];
    size_t n = put_time(text, at, 'T');

    if (resolution >= STAMP_RES_MS) {
        int milli = stamp_civil(at).nano / 1000000;

        text[n] = '.';
        text[n + 1] = (char)('0' + milli / 100);
        two(text + n + 2, milli % 100);
        n += 4;
    }
    text[n++] = 'Z';
    return (struct slice){arena_copy(a, text, n), n};
}

struct slice say_upper(struct arena *a, struct slice name)
{
    struct slice s = slice_copy(a, name);

    if (s.n > 0 && s.p[0] >= 'a' && s.p[0] <= 'z') {
        unsigned char *p = arena_copy(a, s.p, s.n);

        p[0] = (unsigned char)(p[0] - 'a' + 'A');
        s.p = p;
    }
    return s;
}

struct slice say_lower(struct arena *a, struct slice name)
{
    unsigned char *p = arena_copy(a, name.p, name.n);

    /* "Address" becomes "address", "URL" stays as it is */
    if (name.n > 1 && p[0] >= 'A' && p[0] <= 'Z' && !(p[1] >= 'A' && p[1] <= 'Z'))
        p[0] = (unsigned char)(p[0] - 'A' + 'a');
    return (struct slice){p, name.n};
}

struct slice say_type(struct arena *a, struct slice type)
{
    unsigned char *p = arena_copy(a, type.p, type.n);

    for (size_t i = 0; i < type.n; i++)
        if (p[i] == '_' || p[i] == '-')
            p[i] = ' ';
    return say_upper(a, (struct slice){p, type.n});
}

static bool vowel(unsigned char c)
{
    return c != '\0' && strchr("aeiou", c) != NULL;
}

static bool ends(struct slice s, const char *with)
{
    size_t n = strlen(with);

    return s.n >= n && memcmp(s.p + s.n - n, with, n) == 0;
}

struct slice say_types(struct arena *a, struct slice type)
{
    struct slice one = say_type(a, type);

    if (one.n < 2)
        return one;
    if (ends(one, "y") && !vowel(one.p[one.n - 2]))
        return say_format(a, "%.*sies", (int)one.n - 1, (const char *)one.p);
    if (ends(one, "s") || ends(one, "x") || ends(one, "ch") || ends(one, "sh"))
        return say_format(a, "%.*ses", (int)one.n, (const char *)one.p);
    return say_format(a, "%.*ss", (int)one.n, (const char *)one.p);
}

bool say_invisible(int32_t c)
{
    static const struct {
        int32_t from, to;
    } ranges[] = {/* with fillers and tags */
                  {0x00, 0x20},     {0x7f, 0xa0},     {0xad, 0xad},     {0x115f, 0x1160},
                  {0x1680, 0x1680}, {0x180b, 0x180f}, {0x2000, 0x200f}, {0x2028, 0x202f},
                  {0x205f, 0x206f}, {0x3000, 0x3000}, {0x3164, 0x3164}, {0xfe00, 0xfe0f},
                  {0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xfff9, 0xfffb}, {0xe0000, 0xe0fff}};

    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
        if (c >= ranges[i].from && c <= ranges[i].to)
            return true;
    return false;
}

struct slice say_visible(struct arena *a, struct slice name)
{
    enum { SPELLED = 8 }; /* code points; the rest is told by an ellipsis */
    struct buf b;
    struct slice out;
    size_t length, i, n = 0;

    for (i = 0; i < name.n; i += length)
        if (!say_invisible(utf8_at(name, i, &length)))
            return name;
    buf_init(&b, 256);
    for (i = 0; i < name.n && n < SPELLED; i += length, n++)
        buf_format(&b, "%sU+%04X", b.n ? " " : "", (unsigned)utf8_at(name, i, &length));
    if (i < name.n)
        buf_text(&b, " \xe2\x80\xa6");
    out = slice_copy(a, buf_view(&b));
    buf_release(&b);
    return out;
}
