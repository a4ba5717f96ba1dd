/* report_coverage: which days dumps cover, and which of those are silent.  See report_checks.h. */
#include "report_checks.h"

#define CHART_ROWS  40  /* sources in the chart */
#define SILENT_ROWS 200 /* sources told with their silent days; the CSV has all */

/* From the first window or day with events until the last; false: there is neither. */
static bool shown_time(const struct facts *f, int64_t *from, int64_t *to)
{
    if (f->n_cover > 0) {
        *from = f->cover[0].from;
        *to = f->cover[f->n_cover - 1].to;
    }
    if (f->n_days > 0 && f->first_day < stamp_day(*from))
        *from = stamp_midnight(f->first_day);
    if (f->n_days > 0 && f->last_day > stamp_day(*to - 1))
        *to = stamp_midnight(f->last_day + 1);
    return f->n_cover > 0 || f->n_days > 0;
}

/* The days that dumps cover: how many, and as a chart of each source. */
static void add_days(struct page *p)
{
    const struct facts *f = p->run->all;
    size_t n = f->n_sources < CHART_ROWS ? f->n_sources : CHART_ROWS;
    struct chart_row *rows = arena_zero(p->arena, n + 1, sizeof(*rows));
    int64_t first = INT64_MAX, last = 1 + INT64_MIN, days[4] = {0}, covered, all;

    for (size_t i = 0; i < n; i++) {
        const struct fact_source *s = &f->sources[i];
        struct chart_window *w = arena_zero(p->arena, s->n_windows + 1, sizeof(*w));

        for (size_t k = 0; k < s->n_windows; k++)
            w[k] = (struct chart_window){s->windows[k].from, s->windows[k].to};
        rows[i] = (struct chart_row){s->name, w, s->n_windows};
    }
    if (!shown_time(f, &first, &last))
        return;
    for (int64_t day = stamp_day(first); day <= stamp_day(last - 1); day++)
        days[facts_covered(f, day)]++;
    covered = days[COVERED_TO_EDGE] + days[COVERED_WHOLLY];
    all = covered + days[COVERED_PARTLY] + days[COVERED_NOT];
    value_add(&p->map, "coverage", chart_coverage(p->arena, rows, n, stamp_day(first), stamp_day(last - 1)));
    if (f->n_sources > n)
        value_add_text(&p->map, "coverage_left",
                       say_plural(p->arena, f->n_sources - n, "source is", "sources are"));
    value_add(&p->map, "covered", number_value(p->arena, (uint64_t)covered));
    value_add_text(&p->map, "cover_days", say_plural(p->arena, (uint64_t)all, "day", "days"));
    value_add_text(&p->map, "cover_range", say_span(p->arena, first, last));
    if (days[COVERED_PARTLY] > 0)
        value_add(&p->map, "cover_partly", number_value(p->arena, (uint64_t)days[COVERED_PARTLY]));
    value_add_bool(&p->map, "partly", f->partly);
    value_add_text(&p->map, "cover_sources",
                   f->n_sources == 1 ? SLICE("the only source")
                                     : say_format(p->arena, "at least one of %zu sources", f->n_sources));
    value_add_string(&p->map, "covered_are", covered == 1 || all == 1 ? "is" : "are");
    value_add_bool(&p->map, "claimed", f->claimed > 0);
    value_add_bool(&p->map, "all_claimed", f->claimed >= f->dumps);
}

/* A day as those months show it. */
static struct chart_day cover_day(const struct page *p, int64_t day, enum fact_covered covered)
{
    const struct facts *f = p->run->all;
    const struct fact_day *known = facts_day(f, day);
    struct chart_day cd = {.covered = covered != COVERED_NOT,
                           .partly = covered != COVERED_NOT && covered != COVERED_WHOLLY};
    char path[PLACE_SIZE];

    if (known == NULL)
        return cd;
    cd.events = outcomes_all(known->outcomes);
    cd.sources = facts_sources_of_day(f, day);
    if (facts_day(&p->run->facts, day) == NULL) /* no page: the filter leaves it out */
        return cd;
    place_day(day, path);
    cd.href = (const char *)page_href(p, (const char *)say_format(p->arena, "%s.html", path).p).p;
    return cd;
}

static struct value cover_month(const struct page *p, int64_t first, size_t n)
{
    struct chart_day days[31];
    uint64_t covered = 0;
    struct value_builder b;

    for (size_t i = 0; i < n; i++) {
        enum fact_covered much = facts_covered(p->run->all, first + (int64_t)i);

        days[i] = cover_day(p, first + (int64_t)i, much);
        covered += much == COVERED_TO_EDGE || much == COVERED_WHOLLY;
    }
    value_begin(&b, p->arena, 4);
    value_add_text(&b, "name", say_month_short(p->arena, first));
    value_add(&b, "n", number_value(p->arena, covered));
    value_add(&b, "of", number_value(p->arena, n));
    value_add(&b, "chart", chart_month_coverage(p->arena, first, days, n));
    return value_built(&b);
}

/* The last twelve months, from the first that has events, coloured by coverage. */
static void add_months(struct page *p)
{
    const struct facts *f = p->run->all;
    struct value months[12];
    int64_t first, last;
    size_t n = 0;

    if (f->n_days == 0)
        return;
    first = stamp_month_of(f->first_day);
    last = stamp_month_of(f->last_day);
    for (int64_t m = first > last - 11 ? first : last - 11; m <= last; m++)
        months[n++] =
            cover_month(p, stamp_month_day(m), (size_t)(stamp_month_day(m + 1) - stamp_month_day(m)));
    value_add(&p->map, "months", some_value(p->arena, months, n));
}

static void add_silent(struct page *p)
{
    const struct facts *f = p->run->all;
    struct value *list = arena_zero(p->arena, SILENT_ROWS, sizeof(*list));
    uint64_t all = 0;
    size_t n = 0;

    for (size_t i = 0; i < f->n_sources; i++) {
        uint64_t count;
        struct value which = checks_silent(p, i, &count);
        struct value_builder b;

        all += count > 0;
        if (count == 0 || n == SILENT_ROWS)
            continue;
        value_begin(&b, p->arena, 3);
        value_add_text(&b, "source", f->sources[i].name);
        value_add(&b, "days", number_value(p->arena, count));
        value_add(&b, "which", which);
        list[n++] = value_built(&b);
    }
    value_add(&p->map, "silent", some_value(p->arena, list, n));
    value_add(&p->map, "silent_shown", number_value(p->arena, n));
    value_add_text(&p->map, "silent_total", say_plural(p->arena, all, "source", "sources"));
}

void add_coverage(struct page *p)
{
    add_days(p);
    add_months(p);
    add_silent(p);
}
