/* report_timeline: a page per day, split where it is long, by one pass over the events; then the
 * index of years and months.  See report_run.h. */
#include <stdio.h>
#include <string.h>

#include "report_csv.h"
#include "report_rows.h"
#include "report_years.h"

#define DAY_BAD    20  /* failures and denials told at the top of a day */
#define DAY_ACTORS 512 /* told apart when the most active are counted */
#define DAY_TOP    6

struct day_actor {
    int64_t item;
    uint64_t n;
    struct slice type, key, label; /* in the first page's arena */
};

struct day_state {
    struct run *run;
    struct rows first, later; /* the day's first page waits until the day is over */
    bool open;
    int64_t day;
    unsigned page; /* that is being filled */
    uint64_t events, hours[24][OUTCOME_COUNT];
    unsigned hour_pages[24]; /* where each hour begins; 0 = no event yet */
    struct value bad[DAY_BAD];
    size_t n_bad;
    struct day_actor *actors;
    size_t n_actors;
    bool more_actors;
    struct csv_file *csv, *all, *failures;
    struct fan *fan;
};

static struct slice day_title(struct arena *a, int64_t day)
{
    struct slice date;

    if (day == INT64_MIN)
        return SLICE("Time unknown");
    date = say_date(a, day);
    return say_format(a, "%s, %.*s", say_weekday(day), (int)date.n, (const char *)date.p);
}

static void page_path(int64_t day, unsigned page, char out[PLACE_SIZE])
{
    char path[PLACE_SIZE];

    place_day(day, path);
    if (page > 1)
        snprintf(out, PLACE_SIZE, "%.100s-%u.html", path, page);
    else
        snprintf(out, PLACE_SIZE, "%.100s.html", path);
}

static void start_page(struct day_state *d, struct rows *rows)
{
    struct slice title;
    char path[PLACE_SIZE];

    page_path(d->day, d->page, path);
    rows_start(rows, d->run, path, "timeline", SLICE_NONE);
    title = day_title(&rows->arena, d->day);
    value_add_text(&rows->page.page, "name", title);
    value_add_bool(&rows->page.map, "untimed", d->day == INT64_MIN);
    if (d->page > 1)
        title = say_format(&rows->arena, "%.*s, page %u", (int)title.n, (const char *)title.p, d->page);
    *rows->page.title = value_text(title);
    page_trail(&rows->page, SLICE("Timeline"), "timeline.html");
    if (d->day != INT64_MIN) {
        struct stamp_civil c = stamp_date(d->day);

        snprintf(path, sizeof(path), "timeline-%04d.html", c.year);
        page_trail(&rows->page, say_format(&rows->arena, "%d", c.year), path);
    }
    page_trail(&rows->page, title, NULL);
}

static void count_actor(struct day_state *d, const struct store_event *e)
{
    for (size_t i = 0; i < e->n_parties; i++) {
        const struct store_party *p = &e->parties[i];
        size_t at = 0;

        if (p->role != ROLE_ACTOR)
            continue;
        while (at < d->n_actors && d->actors[at].item != p->item)
            at++;
        if (at == DAY_ACTORS) {
            d->more_actors = true;
            continue;
        }
        if (at == d->n_actors) {
            struct arena *a = &d->first.arena;

            d->actors[d->n_actors++] = (struct day_actor){
                p->item, 0, slice_copy(a, p->type), slice_copy(a, p->key),
                slice_copy(a, item_name(a, p->label.n > 0 ? p->label : p->latest, p->key))};
        }
        d->actors[at].n++;
    }
}

static struct value actors_value(struct day_state *d)
{
    struct page *p = &d->first.page;
    struct value list[DAY_TOP];
    uint64_t max = 0;
    size_t n = 0;

    for (; n < DAY_TOP && n < d->n_actors; n++) {
        struct day_actor *best = &d->actors[n], swap;
        struct chart_part part = {"f-success", 0};
        struct value_builder b;

        for (size_t i = n + 1; i < d->n_actors; i++)
            if (d->actors[i].n > best->n ||
                (d->actors[i].n == best->n && slice_order(d->actors[i].key, best->key) < 0))
                best = &d->actors[i];
        swap = *best;
        *best = d->actors[n];
        d->actors[n] = swap;
        max = n == 0 ? swap.n : max;
        part.n = swap.n;
        value_begin(&b, p->arena, 4);
        value_add(&b, "name", item_link(p, swap.item, swap.type, swap.key, swap.label));
        value_add_text(&b, "type", say_type(p->arena, swap.type));
        value_add(&b, "n", number_value(p->arena, swap.n));
        value_add(&b, "bar", chart_bar(p->arena, &part, 1, max));
        list[n] = value_built(&b);
    }
    return some_value(p->arena, list, n);
}

static enum status next_page(struct value_pull *pull, struct value *out, struct err *err)
{
    const struct day_state *d = pull->rows->ctx;
    struct page p = page_of_row(&d->first.page, pull);
    unsigned number = (unsigned)pull->i + 1;
    char path[PLACE_SIZE];

    (void)err;
    page_path(d->day, number, path);
    *out = link_value(&p, path, say_format(p.arena, "%u", number));
    return ST_OK;
}

static struct value pages_value(struct day_state *d)
{
    if (d->page < 2)
        return VALUE_MISSING;
    return pulled_value(&d->first.arena, (struct value_rows){.next = next_page, .ctx = d, .max = d->page});
}

static void turn_to_day(struct page *p, const char *which, int64_t day)
{
    const struct fact_day *f = facts_day(&p->run->facts, day);
    struct slice date, count;
    char path[PLACE_SIZE];

    if (day == INT64_MIN || f == NULL)
        return;
    page_path(day, 1, path);
    date = say_day_month(p->arena, day);
    count = say_plural(p->arena, outcomes_all(f->outcomes), "event", "events");
    page_turn(p, which, path,
              say_format(p->arena, "%.*s, %.*s", (int)date.n, (const char *)date.p, (int)count.n,
                         (const char *)count.p));
}

static void add_rows(struct rows *r, uint64_t events)
{
    struct page *p = &r->page;

    value_add(&p->map, "hours", rows_by_hour(r));
    value_add(&p->map, "chips", rows_chips(r));
    value_add(&p->map, "shown", number_value(p->arena, r->n));
    if (events > 0)
        value_add(&p->map, "total", number_value(p->arena, events));
}

/* A later page: nothing but its rows. last: no page of the day follows. */
static enum status write_later(struct day_state *d, bool last, struct err *err)
{
    struct page *p = &d->later.page;
    char path[PLACE_SIZE];

    value_add_bool(&p->map, "later", true);
    add_rows(&d->later, 0);
    page_path(d->day, d->page - 1, path);
    page_turn(p, "prev", path, say_format(p->arena, "Page %u", d->page - 1));
    if (!last) {
        page_path(d->day, d->page + 1, path);
        page_turn(p, "next", path, say_format(p->arena, "Page %u", d->page + 1));
    }
    return page_write(p, "day", err);
}

static struct value hours_value(struct day_state *d, struct page *p)
{
    const char *hrefs[24];

    for (int h = 0; h < 24; h++) {
        char path[PLACE_SIZE];

        hrefs[h] = "";
        page_path(d->day, d->hour_pages[h], path);
        if (d->hour_pages[h] > 1)
            hrefs[h] = (const char *)page_href(p, path).p;
    }
    return chart_hours(p->arena, (const uint64_t(*)[OUTCOME_COUNT])d->hours, hrefs);
}

static enum status write_first(struct day_state *d, struct err *err)
{
    struct page *p = &d->first.page;
    const struct fact_day *f = facts_day(&d->run->facts, d->day);
    const uint64_t *outcomes = f != NULL ? f->outcomes : d->run->facts.untimed_outcomes;
    struct slice text = outcomes_text(p->arena, outcomes);
    char path[PLACE_SIZE];

    add_rows(&d->first, d->events);
    value_add_text(&p->map, "events", say_plural(p->arena, d->events, "event", "events"));
    value_add_text(&p->map, "outcomes", text);
    value_add(&p->map, "bad", some_value(p->arena, d->bad, d->n_bad));
    value_add(&p->map, "bad_n", number_value(p->arena, outcomes_bad(outcomes)));
    value_add(&p->map, "bad_shown", number_value(p->arena, d->n_bad));
    value_add_bool(&p->map, "bad_more", outcomes_bad(outcomes) > d->n_bad);
    value_add(&p->map, "actors", actors_value(d));
    value_add(&p->map, "actors_n", number_value(p->arena, d->n_actors));
    value_add_bool(&p->map, "actors_more", d->n_actors > DAY_TOP || d->more_actors);
    value_add(&p->map, "pages", pages_value(d));
    place_day(d->day, path);
    value_add_text(&p->map, "csv", page_href(p, (const char *)say_format(p->arena, "%s.csv", path).p));
    if (d->day != INT64_MIN) {
        struct stamp_civil c = stamp_date(d->day);

        value_add(&p->map, "date", day_value(p->arena, d->day));
        value_add(&p->map, "chart", hours_value(d, p));
        value_add(&p->map, "month", month_value(p, stamp_days(c.year, c.month, 1), d->day));
        turn_to_day(p, "prev", facts_near(&d->run->facts, d->day, -1));
        turn_to_day(p, "next", facts_near(&d->run->facts, d->day, 1));
    }
    return page_write(p, "day", err);
}

static enum status end_day(struct day_state *d, struct err *err)
{
    enum status st = ST_OK;

    if (!d->open)
        return ST_OK;
    d->open = false;
    st = csv_close(d->csv, err);
    d->csv = NULL;
    if (st == ST_OK && d->page > 1)
        st = write_later(d, true, err);
    if (st == ST_OK)
        st = write_first(d, err);
    return st;
}

static enum status start_day(struct day_state *d, int64_t day, struct err *err)
{
    char path[PLACE_SIZE], csv[PLACE_SIZE + 4];

    d->open = true;
    d->day = day;
    d->page = 1;
    d->events = 0;
    d->n_bad = d->n_actors = 0;
    d->more_actors = false;
    memset(d->hours, 0, sizeof(d->hours));
    memset(d->hour_pages, 0, sizeof(d->hour_pages));
    start_page(d, &d->first);
    place_day(day, path);
    snprintf(csv, sizeof(csv), "%s.csv", path);
    return csv_events_open(d->run, csv, &d->csv, err);
}

static void note_break(struct run *run, const struct store_event *e, unsigned page)
{
    struct day_break *b;

    run->breaks = mem_grow(run->breaks, run->n_breaks, &run->size_breaks, sizeof(*run->breaks));
    b = &run->breaks[run->n_breaks++];
    *b = (struct day_break){.at = e->ev.time.at, .content = e->ev.content, .n = e->n, .page = page};
    memcpy(b->ident, e->ev.ident, IDENT_SIZE);
}

/* Adds e to the page that is being filled, or to the next one. */
static enum status add_event(struct day_state *d, const struct store_event *e, struct err *err)
{
    struct rows *rows = d->page == 1 ? &d->first : &d->later;
    enum status st = ST_OK;

    if (rows_add(rows, e, 0))
        return ST_OK;
    if (d->page > 1)
        st = write_later(d, false, err);
    d->page++;
    note_break(d->run, e, d->page);
    start_page(d, &d->later);
    rows_add(&d->later, e, 0);
    return st;
}

static void count_hour(struct run *run, const struct store_event *e)
{
    struct stamp_civil c;

    if (e->ev.time.at == STAMP_UNKNOWN || e->ev.time.resolution == STAMP_RES_DAY)
        return;
    c = stamp_civil(e->ev.time.at);
    run->hours[c.weekday][c.hour]++;
}

static enum status take_event(struct day_state *d, const struct store_event *e, struct err *err)
{
    int64_t at = e->ev.time.at, day = at == STAMP_UNKNOWN ? INT64_MIN : stamp_day(at);
    bool bad = outcome_is_bad(e->ev.outcome);
    enum status st = ST_OK;

    count_hour(d->run, e);
    if (!d->open || d->day != day) {
        st = end_day(d, err);
        if (st == ST_OK)
            st = start_day(d, day, err);
    }
    if (st == ST_OK)
        st = row_values(d->run, e, err);
    if (st == ST_OK)
        st = add_event(d, e, err);
    if (st == ST_OK)
        st = csv_event(d->csv, e, err);
    if (st == ST_OK)
        st = csv_event(d->all, e, err);
    if (st == ST_OK && bad)
        st = csv_event(d->failures, e, err);
    if (st == ST_OK)
        st = fan_event(d->fan, e, csv_last(d->run), err);
    d->events++;
    if (at != STAMP_UNKNOWN) {
        int hour = stamp_civil(at).hour;

        d->hours[hour][e->ev.outcome]++;
        if (d->hour_pages[hour] == 0)
            d->hour_pages[hour] = d->page;
    }
    if (bad && d->n_bad < DAY_BAD)
        d->bad[d->n_bad++] = row_brief(&d->first.page, e, 0);
    count_actor(d, e);
    return st;
}

static enum status all_days(struct day_state *d, struct err *err)
{
    const struct store_event *e;
    struct store_events *c;
    enum status st = store_events_open(d->run->store, &d->run->o->filter, &c, err);

    if (st != ST_OK)
        return st;
    while ((st = store_events_next(c, &e, err)) == ST_OK) {
        st = take_event(d, e, err);
        if (st != ST_OK)
            break;
    }
    store_events_close(c);
    return st == ST_END ? end_day(d, err) : st;
}

enum status report_timeline(struct run *run, struct err *err)
{
    struct day_state *d = mem_zero(1, sizeof(*d));
    enum status st;

    d->run = run;
    rows_init(&d->first);
    rows_init(&d->later);
    d->actors = mem_zero(DAY_ACTORS, sizeof(*d->actors));
    st = csv_events_open(run, "csv/events.csv", &d->all, err);
    if (st == ST_OK)
        st = csv_events_open(run, "csv/failures.csv", &d->failures, err);
    if (st == ST_OK)
        st = fan_open(run, &d->fan, err);
    if (st == ST_OK)
        st = all_days(d, err);
    if (st == ST_OK)
        st = fan_end(d->fan, err);
    fan_free(d->fan);
    if (st == ST_OK)
        st = csv_close(d->all, err);
    else
        csv_drop(d->all);
    if (st == ST_OK)
        st = csv_close(d->failures, err);
    else
        csv_drop(d->failures);
    if (st != ST_OK)
        csv_drop(d->csv);
    rows_release(&d->first);
    rows_release(&d->later);
    mem_free(d->actors);
    mem_free(d);
    return st == ST_OK ? report_years(run, err) : st;
}
