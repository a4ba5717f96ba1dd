/* report_sparks: events by month, as small charts.  See report_sparks.h. */
#include "report_sparks.h"

const char *sparks_what(int64_t months)
{
    return months == 1 ? "by month" : "by equal spans of months";
}

size_t sparks_months(const struct facts *f, const char **what)
{
    int64_t edges[STORE_SPANS + 1], months;
    size_t n = facts_spans(f, edges, &months);

    *what = sparks_what(months);
    return n;
}

size_t sparks_month(const struct facts *f, int64_t day)
{
    int64_t months = stamp_month_of(f->last_day) - stamp_month_of(f->first_day) + 1;
    int64_t each = (months + STORE_SPANS - 1) / STORE_SPANS,
            at = stamp_month_of(day) - stamp_month_of(f->first_day);

    if (at < 0 || at >= months)
        return 0;
    return (size_t)(at / each);
}

void sparks_add(struct page *p)
{
    const struct facts *f = &p->run->facts;
    struct slice first, last;
    const char *what;

    if (sparks_months(f, &what) < SPARK_SPANS)
        return;
    first = say_month_short(p->arena, f->first_day);
    last = say_month_short(p->arena, f->last_day);
    if (stamp_date(f->first_day).year == stamp_date(f->last_day).year)
        first.n = 3; /* the year stands once */
    value_add_bool(&p->map, "sparks", true);
    value_add_text(&p->map, "sparks_over",
                   say_format(p->arena, "%.*s to %.*s", (int)first.n, (const char *)first.p, (int)last.n,
                              (const char *)last.p));
}

struct value sparks_chart(struct arena *a, const struct facts *f, const uint64_t *months, const char **what)
{
    size_t to = sparks_months(f, what);
    size_t from = 0;

    while (to > 0 && months[to - 1] == 0)
        to--;
    while (from < to && months[from] == 0)
        from++;
    return chart_spark(a, months + from, to - from, *what);
}
