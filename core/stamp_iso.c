/* stamp_iso: ISO 8601 and RFC 3339 times, and what other formats share.  See stamp_parts.h. */
#include "stamp_parts.h"

/* Two digits at p, or a number above 99. */
static int two(const unsigned char *p)
{
    unsigned a = (unsigned)p[0] - '0', b = (unsigned)p[1] - '0';

    return a > 9 || b > 9 ? 1000 : (int)(a * 10 + b);
}

size_t stamp_read_offset(struct slice s, int *offset)
{
    int sign, hours, minutes = 0;
    size_t n = 3;

    if (s.n >= 1 && (s.p[0] == 'Z' || s.p[0] == 'z')) {
        *offset = 0;
        return 1;
    }
    if (s.n < 3 || (s.p[0] != '+' && s.p[0] != '-'))
        return 0;
    sign = s.p[0] == '-' ? -1 : 1;
    hours = two(s.p + 1);
    if (s.n >= 6 && s.p[3] == ':') {
        minutes = two(s.p + 4);
        n = 6;
    } else if (s.n >= 5 && two(s.p + 3) < 100) {
        minutes = two(s.p + 3);
        n = 5;
    }
    if (hours > 23 || minutes > 59)
        return 0;
    *offset = sign * (hours * 3600 + minutes * 60);
    return n;
}

size_t stamp_read_fraction(struct slice s, int *nano, enum stamp_resolution *resolution)
{
    static const int scale[] = {1000000000, 100000000, 10000000, 1000000, 100000, 10000, 1000, 100, 10, 1};
    size_t n = 0, kept;
    int v = 0;

    while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9') {
        if (n < 9)
            v = v * 10 + (s.p[n] - '0');
        n++;
    }
    kept = n < 9 ? n : 9;
    *nano = n ? v * scale[kept] : 0;
    *resolution = n <= 3 ? STAMP_RES_MS : n <= 6 ? STAMP_RES_US : STAMP_RES_NS;
    return n;
}

/* hh:mm[:ss[.f]] at s; returns its length, 0 if it is none. */
static size_t read_clock(struct slice s, struct stamp_fields *f)
{
    size_t n;

    if (s.n < 5 || s.p[2] != ':')
        return 0;
    f->hour = two(s.p);
    f->minute = two(s.p + 3);
    f->resolution = STAMP_RES_MINUTE;
    if (f->hour > 24 || f->minute > 59)
        return 0;
    if (s.n < 8 || s.p[5] != ':')
        return 5;
    f->second = two(s.p + 6);
    f->resolution = STAMP_RES_S;
    if (f->second > 60)
        return 0;
    if (s.n < 9 || (s.p[8] != '.' && s.p[8] != ','))
        return 8;
    n = stamp_read_fraction((struct slice){s.p + 9, s.n - 9}, &f->nano, &f->resolution);
    return n ? 9 + n : 0;
}

/* What follows the clock, to the end: nothing, an offset, or " UTC". */
static bool read_zone(struct slice s, struct stamp_fields *f)
{
    if (s.n == 0)
        return true;
    if (s.p[0] == ' ') {
        s.p++;
        s.n--;
    }
    f->has_offset = true;
    if (slice_is(s, "UTC"))
        return true;
    return s.n > 0 && stamp_read_offset(s, &f->offset) == s.n;
}

bool stamp_read_iso(struct slice s, struct stamp_fields *f)
{
    size_t n;
    int century, year;

    *f = (struct stamp_fields){.weekday = -1, .resolution = STAMP_RES_DAY};
    if (s.n < 10 || s.p[4] != '-' || s.p[7] != '-')
        return false;
    century = two(s.p);
    year = two(s.p + 2);
    f->month = two(s.p + 5);
    f->day = two(s.p + 8);
    if (century > 99 || year > 99 || f->month > 12 || f->month < 1 || f->day > 31)
        return false;
    f->year = century * 100 + year;
    if (s.n == 10)
        return true;
    if (s.p[10] != 'T' && s.p[10] != ' ' && s.p[10] != 't')
        return false;
    s.p += 11;
    s.n -= 11;
    n = read_clock(s, f);
    return n != 0 && read_zone((struct slice){s.p + n, s.n - n}, f);
}
