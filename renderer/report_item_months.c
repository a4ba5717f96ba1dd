/* report_item_months: an item's events by month, as a small chart.  See report_item.h. */
#include "report_item.h"

const char *spans_what(int64_t months)
{
    return months == 1 ? "by month" : "by equal spans of months";
}

size_t item_months(const struct facts *f, const char **what)
{
    int64_t edges[STORE_SPANS + 1], months;
    size_t n = facts_spans(f, edges, &months);

    *what = spans_what(months);
    return n;
}

size_t item_month(const struct facts *f, int64_t day)
{
    int64_t months = stamp_month_of(f->last_day) - stamp_month_of(f->first_day) + 1;
    int64_t each = (months + STORE_SPANS - 1) / STORE_SPANS,
            at = stamp_month_of(day) - stamp_month_of(f->first_day);

    if (at < 0 || at >= months)
        return 0;
    return (size_t)(at / each);
}

/* Only the item's own months: those of the whole report would change its page with every new month. */
struct value item_spark(struct item_state *s, const char **what)
{
    size_t months = item_months(&s->run->facts, what);
    size_t from = 0;

    while (months > 0 && s->months[months - 1] == 0)
        months--;
    while (from < months && s->months[from] == 0)
        from++;
    return chart_spark(&s->arena, s->months + from, months - from, *what);
}
