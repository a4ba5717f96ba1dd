/* stamp_period: days, months and years of the calendar.  See stamp_period.h. */
#include "stamp.h"
#include "stamp_period.h"

#define YEARS 100

bool stamp_period_read(struct slice text, struct stamp_period *out)
{
    static const struct {
        char unit;
        int64_t most;
    } units[] = {{'d', INT64_C(36525)}, {'m', INT64_C(12) * YEARS}, {'y', YEARS}};
    int64_t n;

    if (text.n < 2 || text.p[0] == '0' || !slice_int((struct slice){text.p, text.n - 1}, &n) || n < 1)
        return false;
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
        if (text.p[text.n - 1] == (unsigned char)units[i].unit && n <= units[i].most) {
            *out = (struct stamp_period){(int)n, units[i].unit};
            return true;
        }
    return false;
}

int64_t stamp_period_after(int64_t day, struct stamp_period p)
{
    struct stamp_civil c;
    int months, last;

    if (p.unit == 'd' || p.n == 0)
        return day + p.n;
    c = stamp_date(day);
    months = c.year * 12 + (c.month - 1) + p.n * (p.unit == 'y' ? 12 : 1);
    last = stamp_month_days(months / 12, months % 12 + 1);
    return c.day <= last ? stamp_days(months / 12, months % 12 + 1, c.day)
                         : stamp_days(months / 12, months % 12 + 1, last) + 1;
}

/* At most some days off at first: months differ by three. */
int64_t stamp_period_cutoff(int64_t day, struct stamp_period p)
{
    int64_t at = stamp_period_after(day, (struct stamp_period){-p.n, p.unit});

    while (stamp_period_after(at, p) <= day)
        at++;
    while (stamp_period_after(at - 1, p) > day)
        at--;
    return at;
}
