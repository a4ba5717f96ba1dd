/* report_summary: index.html, and what it shares with the page on completeness: the account and what
 * a reader must know.  See report_run.h. */
#include <stdio.h>
#include <string.h>

#include "report_checks.h"
#include "report_summary.h"
#include "report_years.h"

#define NEWEST_BAD      6 /* newest failures and denials */
#define SUMMARY_REASONS 8
#define SUMMARY_TYPES   8 /* types of item with a ranking */
#define SUMMARY_SOURCES 100
#define HOURS_FROM      10 /* events: fewer make no pattern */
#define MONDAY          4  /* a day that is one: 5 January 1970 */
#define SUMMARY_TOP     5
#define PEAKS           3   /* days told under the chart over time */
#define SPANS           640 /* columns of the chart over time, at most */

void add_account(struct page *p, struct value_builder *b)
{
    const struct facts *f = &p->run->facts;
    const struct import_counts *c = &f->totals.sums;
    struct arena *a = p->arena;
    struct value_builder m;

    value_begin(&m, a, 10);
    if (f->totals.imports > f->dumps) {
        value_add_text(&m, "over", say_plural(a, f->totals.imports, "time", "times"));
        value_add_text(&m, "over_dumps", say_plural(a, f->dumps, "dump", "dumps"));
    }
    value_add(&m, "records", number_value(a, c->records));
    value_add(&m, "mapped", number_value(a, c->mapped));
    value_add(&m, "skipped", number_value(a, c->skipped));
    value_add(&m, "rejected", number_value(a, c->rejected));
    value_add(&m, "made", number_value(a, c->made));
    value_add(&m, "stored", number_value(a, c->stored));
    value_add(&m, "duplicate", number_value(a, c->duplicate));
    value_add(&m, "suppressed", c->suppressed > 0 ? number_value(a, c->suppressed) : VALUE_MISSING);
    value_add(b, "account", value_built(&m));
}

/* What the sums above come to. */
static struct slice account_text(struct page *p)
{
    const struct facts *f = &p->run->facts;
    const struct store_totals *t = &f->totals;
    struct slice text;
    struct buf b;

    buf_init(&b, 4096);
    if (t->sums.made > t->sums.mapped) {
        markup_number(&b, t->sums.made - t->sums.mapped);
        buf_text(&b, " events more than records were made, since some records made several. ");
    }
    if (t->earlier > 0) {
        markup_number(&b, t->earlier);
        buf_text(&b, t->earlier == 1
                         ? " event more is stored: only an earlier reading of its dump made it. "
                         : " events more are stored: only earlier readings of their dumps made them. ");
    }
    if (t->versions > 0) {
        buf_text(&b, "Of the stored events ");
        markup_number(&b, t->versions);
        buf_text(&b, t->versions == 1 ? " is a superseded version of another; it is kept beside it,"
                                      : " are superseded versions of others; they are kept beside them,");
        buf_text(&b, " and not counted below. ");
    }
    if (p->run->filtered)
        buf_text(&b, "These sums are of all that was imported; this report shows what passes its filter. ");
    text = slice_copy(p->arena, buf_view(&b));
    buf_release(&b);
    return text;
}

/* "1,199 licenses, 277 orders, 834 devices and others" */
static struct slice types_text(struct page *p)
{
    const struct facts *f = &p->run->facts;
    bool used[64] = {false};
    size_t shown = 0, most = f->n_types < 64 ? f->n_types : 64;
    struct slice text;
    struct buf b;

    buf_init(&b, 65536);
    while (shown < 4 && shown < most) {
        size_t best = most;
        struct slice name;

        for (size_t i = 0; i < most; i++)
            if (!used[i] && (best == most || f->types[i].items > f->types[best].items))
                best = i;
        used[best] = true;
        shown++;
        if (b.n > 0)
            buf_text(&b, shown == f->n_types ? " and " : ", ");
        markup_number(&b, f->types[best].items);
        buf_byte(&b, ' ');
        name = f->types[best].items == 1 ? say_type(p->arena, f->types[best].type)
                                         : say_types(p->arena, f->types[best].type);
        buf_slice(&b, say_lower(p->arena, name));
    }
    if (f->n_types > shown)
        buf_text(&b, ", and others");
    text = slice_copy(p->arena, buf_view(&b));
    buf_release(&b);
    return text;
}

/* "17 dumps of 12 sources"; with a filter, which sources have any of what passes it. */
static struct slice come_from_text(struct page *p)
{
    const struct facts *f = &p->run->facts;
    struct slice sources = say_plural(p->arena, f->n_sources, "source", "sources");
    struct slice part = say_plural(p->arena, f->dumps, "dump", "dumps");
    uint64_t with = 0;

    for (size_t i = 0; i < f->n_sources; i++)
        with += f->sources[i].events > 0;
    if (p->run->filtered)
        part = say_number(p->arena, with);
    return say_format(p->arena, "%.*s of %.*s", (int)part.n, (const char *)part.p, (int)sources.n,
                      (const char *)sources.p);
}

static void add_opening(struct page *p)
{
    const struct facts *f = &p->run->facts;
    struct arena *a = p->arena;
    struct value_builder *b = &p->map;

    value_add_text(b, "events", say_plural(a, f->events, "event", "events"));
    value_add(b, "events_n", number_value(a, f->events));
    value_add_text(b, "items", say_plural(a, f->items, "item", "items"));
    value_add_text(b, "types", types_text(p));
    value_add_bool(b, "one_item", p->run->o->filter.item != 0);
    value_add_bool(b, "one_event", f->events == 1);
    if (f->n_days > 0)
        value_add_text(b, "range", say_days(a, f->first_day, f->last_day));
    value_add_text(b, "come_from", come_from_text(p));
    value_add_text(b, "outcomes", outcomes_text(a, f->outcomes));
    if (f->counted > f->events)
        value_add(b, "counted", number_value(a, f->counted));
    if (f->untimed > 0)
        value_add_text(b, "untimed", say_plural(a, f->untimed, "event has", "events have"));
    add_account(p, b);
    value_add_text(b, "account_text", account_text(p));
}

static void add_bad(struct page *p)
{
    const struct facts *f = &p->run->facts;
    uint64_t bad = outcomes_bad(f->outcomes);
    uint64_t shown = bad < NEWEST_BAD ? bad : NEWEST_BAD;
    struct arena *a = p->arena;

    if (bad == 0)
        return;
    value_add(&p->map, "bad", number_value(a, bad));
    value_add_text(&p->map, "bad_share", say_percent(a, bad, f->events));
    add_reasons(p, SUMMARY_REASONS);
    value_add(&p->map, "newest", failures_value(p, shown));
    value_add(&p->map, "newest_shown", number_value(a, shown));
}

static void add_calendar(struct page *p)
{
    const struct facts *f = &p->run->facts;
    struct value months[12];
    int64_t first, last, from;

    if (f->n_days == 0)
        return;
    first = stamp_month_of(f->first_day);
    last = stamp_month_of(f->last_day);
    from = first > last - 11 ? first : last - 11;
    for (int64_t m = from; m <= last; m++)
        months[m - from] = month_value(p, stamp_month_day(m), INT64_MIN);
    value_add(&p->map, "months", some_value(p->arena, months, (size_t)(last - from + 1)));
    value_add_bool(&p->map, "months_more", from > first);
    value_add(&p->map, "legend", legend_value(p, &p->run->scale, stamp_month_day(from), f->last_day));
}

/* The last day of the span of unit that day is in. */
static int64_t span_end(int64_t day, int unit)
{
    struct stamp_civil c = stamp_date(day);

    if (unit == 0)
        return day;
    if (unit == 1)
        return day + 6 - c.weekday;
    if (unit == 2)
        return day - c.day + stamp_month_days(c.year, c.month);
    return stamp_days(c.year, 12, 31);
}

static void add_chart(struct page *p)
{
    static const char *const units[] = {"day", "week", "month", "year"};
    static const char *const titles[] = {"By day", "By week", "By month", "By year"};
    const struct facts *f = &p->run->facts;
    int64_t days = f->n_days > 0 ? f->last_day - f->first_day + 1 : 0;
    int unit = days <= 62 ? 0 : days <= 900 ? 1 : days <= 5500 ? 2 : 3;
    struct chart_span *spans = arena_zero(p->arena, SPANS, sizeof(*spans));
    size_t n = 0;

    if (days < 2)
        return;
    for (int64_t day = f->first_day; day <= f->last_day && n < SPANS; n++) {
        struct chart_span *s = &spans[n];

        s->from = day;
        s->to = span_end(day, unit) < f->last_day ? span_end(day, unit) : f->last_day;
        facts_between(f, s->from, s->to, s->outcomes);
        s->uncovered = true;
        for (int64_t d = s->from; s->uncovered && d <= s->to; d++)
            s->uncovered = facts_covered(f, d) == COVERED_NOT;
        day = s->to + 1;
    }
    value_add(&p->map, "chart", chart_over_time(p->arena, spans, n, units[unit]));
    value_add_string(&p->map, "chart_title", titles[unit]);
    value_add_bool(&p->map, "chart_weeks", unit == 1);
}

/* A day with many failures: how many, and what most of them were. */
static enum status peak_value(struct page *p, const struct fact_day *d, struct value *out, struct err *err)
{
    struct store_filter filter = p->run->o->filter;
    uint64_t bad = outcomes_bad(d->outcomes);
    int64_t from = stamp_midnight(d->day), to = stamp_midnight(d->day + 1);
    const struct store_reason *r;
    struct store_reasons *c;
    struct value_builder b;
    char path[PLACE_SIZE];
    enum status st;

    filter.since = filter.has_since && filter.since > from ? filter.since : from;
    filter.until = filter.has_until && filter.until < to ? filter.until : to;
    filter.has_since = filter.has_until = true;
    st = store_reasons_open(p->run->store, &filter, NULL, 0, &c, err);
    if (st != ST_OK)
        return st;
    st = store_reasons_next(c, &r, err);
    if (st == ST_END)
        st = store_damaged(p->run->store, "tally tells of failures on a day on which event has none", err);
    if (st == ST_OK) {
        place_day(d->day, path);
        value_begin(&b, p->arena, 8);
        value_add_text(&b, "href", page_href(p, (const char *)say_format(p->arena, "%s.html", path).p));
        value_add_text(&b, "day", say_date(p->arena, d->day));
        value_add(&b, "bad", number_value(p->arena, bad));
        if (r->events > 1) /* else there is nothing that most of them were */
            value_add(&b, "n", number_value(p->arena, r->events));
        value_add_bool(&b, "all", r->events == bad);
        value_add_text(&b, "action",
                       shorten(p->arena, r->action_label.n > 0 ? r->action_label : r->action_name, 160));
        value_add_text(&b, "reason", shorten(p->arena, r->reason, 160));
        *out = value_built(&b);
    }
    store_reasons_close(c);
    return st;
}

/* The days with most failures and denials, of those that the calendar marks. */
static enum status add_peaks(struct page *p, struct err *err)
{
    const struct facts *f = &p->run->facts;
    const struct fact_day *top[PEAKS];
    struct value list[PEAKS];
    enum status st = ST_OK;
    size_t n = 0;

    for (size_t i = 0; i < f->n_days; i++) {
        uint64_t bad = outcomes_bad(f->days[i].outcomes);
        size_t at = n;

        while (at > 0 && outcomes_bad(top[at - 1]->outcomes) < bad)
            at--;
        if (bad < p->run->scale.bad || at == PEAKS)
            continue;
        n += n < PEAKS;
        memmove(&top[at + 1], &top[at], (n - at - 1) * sizeof(top[0]));
        top[at] = &f->days[i];
    }
    for (size_t i = 0; st == ST_OK && i < n; i++)
        st = peak_value(p, top[i], &list[i], err);
    if (st == ST_OK)
        value_add(&p->map, "peaks", some_value(p->arena, list, n));
    return st;
}

static struct value share_value(const struct page *p, uint64_t n, uint64_t of)
{
    struct slice events = say_plural(p->arena, of, "event", "events"), share = say_percent(p->arena, n, of);
    struct slice number = say_number(p->arena, n);

    return value_text(say_format(p->arena, "%.*s of %.*s, %.*s", (int)number.n, (const char *)number.p,
                                 (int)events.n, (const char *)events.p, (int)share.n, (const char *)share.p));
}

/* The first hour of the week with most events, and whether it stands alone. */
static void add_busiest(struct page *p, const uint64_t *hours)
{
    uint64_t equals = 0;
    int most = 0;

    for (int i = 1; i < 7 * 24; i++) {
        equals = hours[i] > hours[most] ? 0 : equals + (hours[i] == hours[most]);
        most = hours[i] > hours[most] ? i : most;
    }
    value_add_text(&p->map, "busiest",
                   say_format(p->arena, "%s, %02d h", say_weekday(MONDAY + most / 24), most % 24));
    value_add_text(&p->map, "busiest_n", say_plural(p->arena, hours[most], "event", "events"));
    if (equals > 0)
        value_add_text(&p->map, "busiest_others",
                       say_plural(p->arena, equals, "other hour has", "other hours have"));
}

/* By hour of day and day of week: what happens when nobody is at work. */
static void add_hours(struct page *p)
{
    const uint64_t(*hours)[24] = (const uint64_t(*)[24])p->run->hours;
    uint64_t all = 0, weekend = 0, odd = 0;

    for (int i = 0; i < 7 * 24; i++) {
        int day = i / 24, hour = i % 24;
        uint64_t n = hours[day][hour];

        all += n;
        weekend += day >= 5 ? n : 0;
        odd += day >= 5 || hour < 6 || hour >= 20 ? n : 0;
    }
    if (all < HOURS_FROM)
        return;
    value_add(&p->map, "punch", chart_punch(p->arena, hours));
    if (p->run->facts.events > all)
        value_add_text(&p->map, "hourless",
                       say_plural(p->arena, p->run->facts.events - all, "event", "events"));
    add_busiest(p, hours[0]);
    value_add(&p->map, "weekends", share_value(p, weekend, all));
    value_add(&p->map, "odd_hours", share_value(p, odd, all));
}

static struct value item_rows(struct page *p, const struct store_item *top, size_t n, bool type)
{
    struct value list[FACTS_TOP];

    for (size_t i = 0; i < n; i++) {
        const struct store_item *it = &top[i];
        struct chart_part parts[3] = {{"f-failure", it->failures},
                                      {"f-denied", it->denials},
                                      {"f-success", it->events - it->failures - it->denials}};
        struct value_builder b;

        value_begin(&b, p->arena, 5);
        value_add(&b, "name", item_link(p, it->id, it->type, it->key, it->label));
        if (type)
            value_add_text(&b, "type", say_type(p->arena, it->type));
        value_add(&b, "n", number_value(p->arena, it->events));
        value_add(&b, "bad", cell_value(p->arena, it->failures + it->denials));
        value_add(&b, "bar", chart_bar(p->arena, parts, 3, top[0].events));
        list[i] = value_built(&b);
    }
    return some_value(p->arena, list, n);
}

/* The type with most events that is not used yet; it is from then on. */
static const struct fact_type *most_of(const struct facts *f, bool *used)
{
    size_t best = SIZE_MAX;

    for (size_t i = 0; i < f->n_types; i++)
        if (!used[i] && (best == SIZE_MAX || f->types[i].events > f->types[best].events))
            best = i;
    used[best] = true;
    return &f->types[best];
}

static void add_rankings(struct page *p)
{
    const struct facts *f = &p->run->facts;
    struct value kinds[SUMMARY_TYPES];
    bool *used = mem_zero(f->n_types + 1, 1);
    size_t n = 0;

    add_actions(p);
    value_add(&p->map, "actors", item_rows(p, f->actors, f->n_actors, true));
    for (; n < SUMMARY_TYPES && n < f->n_types; n++) {
        const struct fact_type *t = most_of(f, used);
        size_t shown = t->n_top < SUMMARY_TOP ? t->n_top : SUMMARY_TOP;
        struct value_builder b;
        char path[PLACE_SIZE], slug[PLACE_SLUG];

        place_type(p->run->digest, t->type, slug);
        snprintf(path, sizeof(path), "items/%s.html", slug);
        value_begin(&b, p->arena, 6);
        value_add_text(&b, "title", say_types(p->arena, t->type));
        value_add_text(&b, "one", say_type(p->arena, t->type));
        value_add_text(&b, "href", page_href(p, path));
        value_add(&b, "items", number_value(p->arena, t->items));
        value_add(&b, "rows", item_rows(p, t->top, shown, false));
        value_add(&b, "shown", number_value(p->arena, shown));
        kinds[n] = value_built(&b);
    }
    mem_free(used);
    value_add(&p->map, "kinds", some_value(p->arena, kinds, n));
    value_add_bool(&p->map, "kinds_more", f->n_types > n);
}

void add_sources(struct page *p, size_t max)
{
    const struct facts *f = &p->run->facts;
    size_t n = f->n_sources < max ? f->n_sources : max;
    struct value *list = arena_zero(p->arena, n + 1, sizeof(*list));

    for (size_t i = 0; i < n; i++) {
        const struct fact_source *s = &f->sources[i];
        struct value_builder b;

        value_begin(&b, p->arena, 12);
        value_add_text(&b, "name", s->name);
        value_add_text(&b, "profile", s->profile);
        value_add(&b, "dumps", number_value(p->arena, s->dumps));
        value_add(&b, "records", number_value(p->arena, s->sums.records));
        value_add(&b, "rejected", cell_value(p->arena, s->sums.rejected));
        value_add(&b, "events", cell_value(p->arena, s->events));
        add_outcomes(&b, s->outcomes);
        value_add(&b, "range",
                  s->first_day != INT64_MIN ? value_text(say_days(p->arena, s->first_day, s->last_day))
                                            : VALUE_MISSING);
        list[i] = value_built(&b);
    }
    value_add(&p->map, "sources", some_value(p->arena, list, n));
    value_add(&p->map, "sources_shown", number_value(p->arena, n));
    value_add_text(&p->map, "sources_total", say_plural(p->arena, f->n_sources, "source", "sources"));
}

enum status summary_values(struct page *p, struct err *err)
{
    add_opening(p);
    add_checks(p, &p->map);
    add_calendar(p);
    add_chart(p);
    add_hours(p);
    add_rankings(p);
    add_sources(p, SUMMARY_SOURCES);
    value_add_text(&p->map, "fingerprint", p->run->fingerprint);
    add_bad(p);
    return add_peaks(p, err);
}

enum status report_summary(struct run *run, struct err *err)
{
    struct arena a = ARENA_INIT;
    struct page p;
    enum status st;

    page_begin(&p, run, &a, "index.html", "summary", run->title);
    st = summary_values(&p, err);
    if (st == ST_OK)
        st = page_write(&p, "index", err);
    arena_release(&a);
    return st;
}
