/* stamp_rule: POSIX TZ rules, as TZif files carry them for times after their last transition.  See
 * stamp_parts.h; RFC 8536 section 3.3, POSIX.1-2017 section 8.3, with hours from -167 to 167. */
#include "stamp_parts.h"

#define DAY_SECONDS 86400

struct cursor {
    const unsigned char *p, *end;
};

static bool take(struct cursor *c, char want)
{
    if (c->p == c->end || *c->p != (unsigned char)want)
        return false;
    c->p++;
    return true;
}

static bool number(struct cursor *c, int max, int *out)
{
    const unsigned char *from = c->p;
    int v = 0;

    while (c->p < c->end && *c->p >= '0' && *c->p <= '9' && c->p - from < 4)
        v = v * 10 + (*c->p++ - '0');
    *out = v;
    return c->p > from && v <= max;
}

/* "<+03>" or three letters or more. */
static bool skip_name(struct cursor *c)
{
    const unsigned char *from = c->p;
    bool quoted = take(c, '<');

    while (c->p < c->end && (((*c->p | 0x20) >= 'a' && (*c->p | 0x20) <= 'z') || (quoted && *c->p != '>')))
        c->p++;
    return c->p - from >= 3 && (!quoted || take(c, '>'));
}

/* [+-]h[:mm[:ss]] */
static bool clock_time(struct cursor *c, int max_hours, int *out)
{
    int sign = 1, h, m = 0, s = 0;

    if (take(c, '-'))
        sign = -1;
    else
        take(c, '+');
    if (!number(c, max_hours, &h) || (take(c, ':') && !number(c, 59, &m)))
        return false;
    if (take(c, ':') && !number(c, 59, &s))
        return false;
    *out = sign * (h * 3600 + m * 60 + s);
    return true;
}

static bool change(struct cursor *c, struct stamp_change *out)
{
    *out = (struct stamp_change){.kind = 'N', .time = 2 * 3600};
    if (!take(c, ','))
        return false;
    if (take(c, 'M')) {
        out->kind = 'M';
        if (!number(c, 12, &out->month) || !take(c, '.') || !number(c, 5, &out->week) || !take(c, '.') ||
            !number(c, 6, &out->day) || out->month < 1 || out->week < 1)
            return false;
    } else if (take(c, 'J')) {
        out->kind = 'J';
        if (!number(c, 365, &out->day) || out->day < 1)
            return false;
    } else if (!number(c, 365, &out->day)) {
        return false;
    }
    return !take(c, '/') || clock_time(c, 167, &out->time);
}

bool stamp_rule_parse(struct slice text, struct stamp_rule *rule)
{
    struct cursor c = {text.p, text.p + text.n};

    *rule = (struct stamp_rule){0};
    if (!skip_name(&c) || !clock_time(&c, 24, &rule->standard))
        return false;
    rule->standard = -rule->standard; /* POSIX counts west of Greenwich */
    if (c.p == c.end)
        return true;
    rule->has_daylight = true;
    if (!skip_name(&c))
        return false;
    rule->daylight = rule->standard + 3600;
    if (c.p < c.end && *c.p != ',') {
        if (!clock_time(&c, 24, &rule->daylight))
            return false;
        rule->daylight = -rule->daylight;
    }
    return change(&c, &rule->start) && change(&c, &rule->end) && c.p == c.end;
}

static int64_t change_day(const struct stamp_change *c, int year)
{
    int64_t first;
    int day;

    if (c->kind == 'N')
        return stamp_days(year, 1, 1) + c->day;
    if (c->kind == 'J')
        return stamp_days(year, 1, 1) + c->day - 1 + (stamp_leap_year(year) && c->day >= 60);
    first = stamp_days(year, c->month, 1);
    day = (int)(((c->day - (first + 4) % 7) % 7 + 7) % 7); /* 1970-01-01 was a Thursday */
    day += (c->week - 1) * 7;
    while (day >= stamp_month_days(year, c->month))
        day -= 7;
    return first + day;
}

int64_t stamp_rule_start(const struct stamp_rule *rule, int year)
{
    return change_day(&rule->start, year) * DAY_SECONDS + rule->start.time - rule->standard;
}

int64_t stamp_rule_end(const struct stamp_rule *rule, int year)
{
    return change_day(&rule->end, year) * DAY_SECONDS + rule->end.time - rule->daylight;
}
