/* report_years: timeline.html, the index of years and months, and a page per year.  See
 * report_run.h. */
#include <stdio.h>
#include <string.h>

#include "report_csv.h"
#include "report_years.h"

/* The scale of the calendars that show all days. */
struct chart_scale calendar_scale(const struct facts *f)
{
    uint64_t *events = mem_alloc((f->n_days + 1) * sizeof(*events));
    uint64_t *bad = mem_alloc((f->n_days + 1) * sizeof(*bad));
    struct chart_scale s;

    for (size_t i = 0; i < f->n_days; i++) {
        const uint64_t *o = f->days[i].outcomes;

        events[i] = outcomes_all(o);
        bad[i] = outcomes_bad(o);
    }
    s = chart_scale_of(events, bad, f->n_days);
    s.partly = f->partly;
    mem_free(events);
    mem_free(bad);
    return s;
}

/* The scale of the calendar on a day's page: its month's own, so that other months do not change
 * the page. */
static struct chart_scale month_scale(const struct page *p, const struct chart_day *days, int n)
{
    uint64_t events[31], bad[31];
    struct chart_scale s;
    size_t with = 0;

    for (int i = 0; i < n; i++)
        if (days[i].events > 0) {
            events[with] = days[i].events;
            bad[with++] = days[i].bad;
        }
    s = chart_scale_of(events, bad, with);
    s.filtered = p->run->filtered;
    for (int i = 0; i < n; i++)
        s.partly |= days[i].partly;
    return s;
}

struct value legend_value(const struct page *p, const struct chart_scale *s, int64_t first, int64_t last)
{
    struct value list[5];
    bool marked = false;
    struct value_builder b;

    for (unsigned level = 1; level <= 5; level++) {
        uint64_t from = s->step == 1 ? level : level == 1 ? 1 : (level - 1) * s->step;
        uint64_t to = s->step == 1 ? level : level * s->step - 1;
        struct slice low = say_number(p->arena, from), high = say_number(p->arena, to), text = low;

        if (level == 5)
            text = say_format(p->arena, "%.*s or more", (int)low.n, (const char *)low.p);
        else if (from != to)
            text = say_format(p->arena, "%.*s\xe2\x80\x93%.*s", (int)low.n, (const char *)low.p, (int)high.n,
                              (const char *)high.p);
        list[level - 1] = pair_value(p->arena, "class", value_text(say_format(p->arena, "q%u", level)),
                                     "text", value_text(text));
    }
    for (int64_t day = first; !marked && day <= last; day++) {
        const struct fact_day *d = facts_day(&p->run->facts, day);

        marked = d != NULL && outcomes_bad(d->outcomes) >= s->bad;
    }
    value_begin(&b, p->arena, 4);
    value_add(&b, "levels", value_list_of(p->arena, list, 5));
    value_add_bool(&b, "marked", marked);
    value_add(&b, "bad", number_value(p->arena, s->bad));
    value_add_bool(&b, "partly", s->partly);
    return value_built(&b);
}

struct value month_value(const struct page *p, int64_t first, int64_t here)
{
    const struct facts *f = &p->run->facts;
    struct stamp_civil c = stamp_date(first);
    struct chart_scale scale = p->run->scale;
    struct chart_day days[31];
    uint64_t sums[OUTCOME_COUNT], all;
    int n = stamp_month_days(c.year, c.month);
    struct value_builder b;
    char path[PLACE_SIZE];

    for (int i = 0; i < n; i++) {
        const struct fact_day *d = facts_day(f, first + i);
        enum fact_covered covered = facts_covered(f, first + i);

        days[i] = (struct chart_day){.covered = covered != COVERED_NOT,
                                     .partly = covered != COVERED_NOT && covered != COVERED_WHOLLY,
                                     .here = first + i == here};
        if (d == NULL)
            continue;
        days[i].events = outcomes_all(d->outcomes);
        days[i].bad = outcomes_bad(d->outcomes);
        if (p->run->single)
            continue;
        place_day(first + i, path);
        days[i].href = (const char *)page_href(p, (const char *)say_format(p->arena, "%s.html", path).p).p;
    }
    if (here != INT64_MIN)
        scale = month_scale(p, days, n);
    all = facts_between(f, first, first + n - 1, sums);
    snprintf(path, sizeof(path), "timeline-%04d.html", c.year);
    value_begin(&b, p->arena, 6);
    value_add_string(&b, "name", say_month_name(c.month));
    value_add_text(&b, "title", say_month_short(p->arena, first));
    value_add_text(&b, "href", page_href(p, path));
    value_add(&b, "n", all > 0 ? number_value(p->arena, all) : value_string("\xe2\x80\x93"));
    value_add(&b, "chart", chart_month(p->arena, first, days, (size_t)n, &scale));
    value_add(&b, "legend",
              here != INT64_MIN ? legend_value(p, &scale, first, first + n - 1) : VALUE_MISSING);
    return value_built(&b);
}

/* [months]: of a year. */
static struct value months_value(const struct page *p, int year)
{
    struct value list[12];

    for (int m = 1; m <= 12; m++)
        list[m - 1] = month_value(p, stamp_days(year, m, 1), INT64_MIN);
    return some_value(p->arena, list, 12);
}

/* One row of timeline.html: the year, its twelve months as cells. */
static struct value year_row(const struct page *p, int year, uint64_t max)
{
    struct value cells[12];
    struct chart_scale s = {.step = max / 4 > 0 ? max / 4 : 1};
    uint64_t sums[OUTCOME_COUNT], all = 0;
    struct value_builder b;
    char path[PLACE_SIZE];

    snprintf(path, sizeof(path), "timeline-%04d.html", year);
    for (int m = 1; m <= 12; m++) {
        int64_t first = stamp_days(year, m, 1);
        uint64_t n = facts_between(&p->run->facts, first, first + stamp_month_days(year, m) - 1, sums);

        all += n;
        cells[m - 1] = pair_value(p->arena, "n", cell_value(p->arena, n), "class",
                                  value_text(say_format(p->arena, "q%u", n > 0 ? chart_level(&s, n) : 0)));
    }
    value_begin(&b, p->arena, 4);
    value_add_text(&b, "year", say_format(p->arena, "%d", year));
    value_add(&b, "href", all > 0 ? value_text(page_href(p, path)) : VALUE_MISSING);
    value_add(&b, "n", cell_value(p->arena, all));
    value_add(&b, "months", value_list_of(p->arena, cells, 12));
    return value_built(&b);
}

static enum status write_year(struct run *run, int year, struct err *err)
{
    int64_t first = stamp_days(year, 1, 1);
    int64_t last = stamp_days(year, 12, 31);
    uint64_t sums[OUTCOME_COUNT], all = facts_between(&run->facts, first, last, sums);
    int64_t before = facts_near(&run->facts, first, -1), after = facts_near(&run->facts, last, 1);
    struct arena a = ARENA_INIT;
    struct page p;
    char path[PLACE_SIZE];
    enum status st;

    if (all == 0)
        return ST_OK;
    snprintf(path, sizeof(path), "timeline-%04d.html", year);
    page_begin(&p, run, &a, path, "timeline", say_format(&a, "%d", year));
    page_trail(&p, SLICE("Timeline"), "timeline.html");
    page_trail(&p, say_format(&a, "%d", year), NULL);
    for (int step = -1; step <= 1; step += 2) {
        int64_t near = step < 0 ? before : after;
        int other = near == INT64_MIN ? 0 : stamp_date(near).year;

        snprintf(path, sizeof(path), "timeline-%04d.html", other);
        if (near != INT64_MIN)
            page_turn(&p, step < 0 ? "prev" : "next", path, say_format(&a, "%d", other));
    }
    value_add_text(&p.map, "events", say_plural(&a, all, "event", "events"));
    value_add_text(&p.map, "outcomes", outcomes_text(&a, sums));
    value_add(&p.map, "months", months_value(&p, year));
    value_add(&p.map, "legend", legend_value(&p, &run->scale, first, last));
    st = page_write(&p, "year", err);
    arena_release(&a);
    return st;
}

/* day: INT64_MIN for the events without a known time, whose cells of the day and its cover are empty. */
static enum status day_csv(const struct facts *f, struct csv_file *c, int64_t day,
                           const uint64_t o[OUTCOME_COUNT], struct err *err)
{
    static const char *const covered[] = {[COVERED_NOT] = "no",
                                          [COVERED_PARTLY] = "partly",
                                          [COVERED_TO_EDGE] = "partly",
                                          [COVERED_WHOLLY] = "yes"};
    bool known = day != INT64_MIN;

    if (known)
        csv_day(&c->row, day);
    else
        csv_out_cell(&c->row, SLICE_NONE);
    csv_out_int(&c->row, (int64_t)outcomes_all(o));
    csv_out_int(&c->row, (int64_t)o[OUTCOME_SUCCESS]);
    csv_out_int(&c->row, (int64_t)o[OUTCOME_FAILURE]);
    csv_out_int(&c->row, (int64_t)o[OUTCOME_DENIED]);
    csv_out_int(&c->row, (int64_t)o[OUTCOME_UNKNOWN]);
    csv_out_cell(&c->row, known ? slice_text(covered[facts_covered(f, day)]) : SLICE_NONE);
    return csv_row(c, err);
}

static enum status days_csv(struct run *run, struct err *err)
{
    static const char columns[] = "day,events,succeeded,failed,denied,unknown,covered";
    const struct facts *f = &run->facts;
    struct csv_file *c;
    enum status st = csv_open(run, "csv/days.csv", columns, &c, err);

    if (st != ST_OK)
        return st;
    if (f->untimed > 0)
        st = day_csv(f, c, INT64_MIN, f->untimed_outcomes, err);
    for (size_t i = 0; st == ST_OK && i < f->n_days; i++)
        st = day_csv(f, c, f->days[i].day, f->days[i].outcomes, err);
    if (st == ST_OK)
        return csv_close(c, err);
    csv_drop(c);
    return st;
}

/* The years that have events, newest first. */
static struct value years_value(const struct page *p)
{
    const struct facts *f = &p->run->facts;
    int from = stamp_date(f->first_day).year, to = stamp_date(f->last_day).year;
    struct value *list = arena_zero(p->arena, (size_t)(to - from) + 1, sizeof(*list));
    uint64_t sums[OUTCOME_COUNT], max = 0;
    size_t n = 0;

    for (int y = from; y <= to; y++)
        for (int m = 1; m <= 12; m++) {
            int64_t first = stamp_days(y, m, 1);
            uint64_t all = facts_between(f, first, first + stamp_month_days(y, m) - 1, sums);

            max = all > max ? all : max;
        }
    for (int y = to; y >= from; y--) {
        int64_t first = stamp_days(y, 1, 1);

        if (facts_between(f, first, stamp_days(y, 12, 31), sums) > 0)
            list[n++] = year_row(p, y, max);
    }
    return some_value(p->arena, list, n);
}

enum status report_years(struct run *run, struct err *err)
{
    const struct facts *f = &run->facts;
    struct arena a = ARENA_INIT;
    struct page p;
    enum status st = days_csv(run, err);

    if (st != ST_OK)
        return st;
    page_begin(&p, run, &a, "timeline.html", "timeline", SLICE("Timeline"));
    page_trail(&p, SLICE("Timeline"), NULL);
    value_add_text(&p.map, "events", say_plural(&a, f->events - f->untimed, "event", "events"));
    if (f->untimed > 0)
        value_add_text(&p.map, "untimed",
                       say_plural(&a, f->untimed, f->n_days > 0 ? "more has" : "event has",
                                  f->n_days > 0 ? "more have" : "events have"));
    if (f->n_days > 0) {
        int from = stamp_date(f->first_day).year;
        int to = stamp_date(f->last_day).year;

        value_add_text(&p.map, "range", say_days(&a, f->first_day, f->last_day));
        value_add_text(&p.map, "days", say_plural(&a, f->n_days, "day", "days"));
        value_add(&p.map, "years", years_value(&p));
        value_add(&p.map, "newest", months_value(&p, to));
        value_add_text(&p.map, "newest_year", say_format(&a, "%d", to));
        value_add(&p.map, "legend",
                  legend_value(&p, &run->scale, stamp_days(to, 1, 1), stamp_days(to, 12, 31)));
        for (int y = from; st == ST_OK && y <= to; y++)
            st = write_year(run, y, err);
    }
    if (st == ST_OK)
        st = page_write(&p, "timeline", err);
    arena_release(&a);
    return st;
}
